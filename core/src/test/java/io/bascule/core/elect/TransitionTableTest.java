package io.bascule.core.elect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The transition table that people read is the one that the code follows. */
class TransitionTableTest {
    @Test
    void architectureShowsEveryTransitionAsItIs() throws IOException {
        List<String> shown = Files.readAllLines(Path.of("../ARCHITECTURE.md")).stream()
                .filter(line -> line.matches("\\| `[A-Z_]+` \\| .*"))
                .toList();
        assertThat(shown)
                .containsExactlyElementsOf(Arrays.stream(Transition.values())
                        .map(TransitionTableTest::row)
                        .toList());
    }

    private static String row(Transition t) {
        return "| `" + t + "` | " + name(t.from()) + " | " + name(t.to()) + " | " + t.when() + " |";
    }

    private static String name(@Nullable Phase phase) {
        return phase == null ? "(none)" : phase.name();
    }
}
