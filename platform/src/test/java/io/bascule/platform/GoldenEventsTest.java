package io.bascule.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.Event;
import io.bascule.events.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The events on the wire, one file per type: a change here is a change that other consumers see. */
class GoldenEventsTest {
    private static final Path GOLDEN = Path.of("..", "events", "src", "test", "resources", "golden");

    static Stream<Event> examples() {
        return EventExamples.all().stream();
    }

    @Test
    void every_event_type_has_an_example() {
        assertThat(examples().map(event -> EventType.typeOf(event.getClass())))
                .containsExactlyInAnyOrderElementsOf(EventType.all().keySet());
    }

    @Test
    void every_file_is_of_an_event_type() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceFirst("[.]json$", "")))
                    .containsExactlyInAnyOrderElementsOf(EventType.all().keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_event_is_written_and_read_as_its_file_says(Event event) throws IOException {
        String type = EventType.typeOf(event.getClass());
        Path file = GOLDEN.resolve(type + ".json");
        String written = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(event) + "\n";
        assertThat(written).isEqualTo(Files.readString(file));
        assertThat(EventCodec.parse(type, Files.readString(file).getBytes(UTF_8)))
                .isEqualTo(event);
    }
}
