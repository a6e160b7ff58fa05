package io.bascule.lab.show;

import static io.bascule.lab.Fixtures.NODES;
import static io.bascule.lab.Fixtures.haproxy;
import static io.bascule.lab.Fixtures.wholeState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTest {
    @Test
    void showsRolesLagAndRoutes() {
        List<String> lines = Picture.of(NODES, wholeState(), haproxy("node1"));

        assertThat(lines.getFirst())
                .isEqualTo("test: term 4, STEADY, primary node1, commits wait for 1 of (node2, node3)");
        assertThat(lines).anyMatch(line -> line.matches("node1 +primary +running +1 +0/3E8 +- +writes"));
        assertThat(lines).anyMatch(line -> line.matches("node2 +standby +running +1 +0/384 +100 B +reads"));
    }

    @Test
    void aTableRefusesARowOfAnotherLength() {
        assertThatThrownBy(() -> new Table("a", "b").row("c")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutATerminalThereAreOnlyLines() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);

        screen.picture(List.of("picture"));
        screen.line("line");

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("line" + System.lineSeparator());
    }

    @Test
    void aLineScrollsByAboveThePicture() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);

        screen.picture(List.of("one", "two"));
        screen.line("line");

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> !line.isEmpty())
                .map(line -> line.replaceAll("\u001b\\[[0-9?]*[A-Za-z]", ""))
                .containsSequence("one", "two", "line", "one", "two");
    }
}
