package io.bascule.lab.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.LookNow;
import io.bascule.events.StoryEvent.PrimarySteady;
import io.bascule.platform.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventTailTest {
    private static final PrimarySteady EVENT = new PrimarySteady("demo", 3, "node2", 2);
    private static final String TYPE = "io.bascule.PrimarySteady.v1";

    @Test
    void readsACloudEventInBinaryMode() {
        ConsumerRecord<byte[], byte[]> message = message(TYPE, Json.write(EVENT));
        header(message, "ce_time", "2026-01-01T01:00:00.5+01:00");
        header(message, "ce_source", "bascule/election-service/election1");

        assertThat(EventTail.decode(message))
                .isEqualTo(
                        new Told(EVENT, Instant.parse("2026-01-01T00:00:00.5Z"), "bascule/election-service/election1"));
    }

    @Test
    void withoutAReadableTimeTheMessagesOwnCounts() {
        ConsumerRecord<byte[], byte[]> message = message(TYPE, Json.write(EVENT));
        header(message, "ce_time", "yesterday");

        assertThat(EventTail.decode(message)).isEqualTo(new Told(EVENT, Instant.ofEpochMilli(message.timestamp()), ""));
    }

    @Test
    void leavesOutWhatIsNotOfTheStory() {
        assertThat(EventTail.decode(message("io.bascule.Unheard.v9", Json.write(EVENT))))
                .isNull();
        assertThat(EventTail.decode(message("io.bascule.LookNow.v1", Json.write(new LookNow("demo", 3, 7)))))
                .isNull();
        assertThat(EventTail.decode(message(TYPE, "{".getBytes(StandardCharsets.UTF_8))))
                .isNull();
    }

    private static ConsumerRecord<byte[], byte[]> message(String type, byte[] value) {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>("bascule.events", 0, 0, new byte[0], value);
        header(message, "ce_type", type);
        return message;
    }

    private static void header(ConsumerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
