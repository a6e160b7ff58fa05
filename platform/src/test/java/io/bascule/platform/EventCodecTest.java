package io.bascule.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.events.LookNow;
import io.bascule.events.StoryEvent;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private final LookNow order = new LookNow("demo", 3, 17);

    @Test
    void an_event_travels_as_a_cloud_event_keyed_by_its_cluster() {
        Message<byte[]> message = EventCodec.toMessage(order, "bascule/election-service/election1");
        var envelope = message.getMetadata(OutgoingCloudEventMetadata.class).orElseThrow();
        assertThat(UUID.fromString(envelope.getId())).isNotNull();
        assertThat(envelope.getType()).isEqualTo("io.bascule.LookNow.v1");
        assertThat(envelope.getSource()).hasToString("bascule/election-service/election1");
        assertThat(envelope.getSubject()).contains("demo");
        assertThat(envelope.getTimeStamp()).isPresent();
        assertThat(envelope.getSpecVersion()).isEqualTo("1.0");
        var kafka = message.getMetadata(OutgoingKafkaRecordMetadata.class).orElseThrow();
        assertThat(kafka.getTopic()).isEqualTo("bascule.orders");
        assertThat(kafka.getKey()).isEqualTo("demo");
    }

    @Test
    void what_was_written_is_read_again() {
        StoryEvent steady = new StoryEvent.PrimarySteady("demo", 3, "node2", 4);
        assertThat(EventCodec.parse("io.bascule.LookNow.v1", Json.write(order))).isEqualTo(order);
        assertThat(EventCodec.parse("io.bascule.PrimarySteady.v1", Json.write(steady)))
                .isEqualTo(steady);
    }

    @Test
    void what_is_no_cloud_event_is_skipped() {
        assertThat(EventCodec.read(Message.of("hello".getBytes(UTF_8)))).isEmpty();
    }

    @Test
    void what_is_wrong_is_said() {
        assertThatThrownBy(() -> EventCodec.parse("io.bascule.Dance.v1", new byte[0]))
                .hasMessage("its type 'io.bascule.Dance.v1' is not known");
        assertThatThrownBy(() -> EventCodec.parse("io.bascule.LookNow.v1", "{\"term\": \"x\"}".getBytes(UTF_8)))
                .hasMessageStartingWith("its data is not a LookNow: ");
        assertThatThrownBy(() -> EventCodec.parse("io.bascule.LookNow.v1", "{\"term\": 1}".getBytes(UTF_8)))
                .hasMessageContaining("it names no cluster");
    }
}
