package io.bascule.platform;

import io.bascule.events.Event;
import io.bascule.events.EventType;
import io.micrometer.core.instrument.Metrics;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.io.IOException;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Events as CloudEvents 1.0 in the Kafka binding's binary mode: JSON in the value, the envelope in {@code ce_} headers. */
public final class EventCodec {
    private static final Logger LOG = Logger.getLogger(EventCodec.class);
    private static final long LOG_EVERY_MS = 60_000;
    private static final Map<String, Long> LOGGED_AT_MS = new ConcurrentHashMap<>();

    private EventCodec() {}

    /** @param source the publisher, {@code bascule/SERVICE/COPY} */
    public static Message<byte[]> toMessage(Event event, String source) {
        return Message.of(Json.write(event))
                .addMetadata(OutgoingCloudEventMetadata.builder()
                        .withId(UUID.randomUUID().toString())
                        .withType(EventType.typeOf(event.getClass()))
                        .withSource(URI.create(source))
                        .withSubject(event.cluster())
                        .withTimestamp(ZonedDateTime.now(ZoneOffset.UTC))
                        .withDataContentType("application/json")
                        .build())
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(EventType.topicOf(event).topicName())
                        .withKey(event.cluster())
                        .build());
    }

    /** The event in {@code message}; nothing, one log line a minute and a count where it is none of ours. */
    public static Optional<Event> read(Message<byte[]> message) {
        String topic = message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(IncomingKafkaRecordMetadata::getTopic)
                .orElse("?");
        try {
            String type = message.getMetadata(IncomingCloudEventMetadata.class)
                    .map(IncomingCloudEventMetadata::getType)
                    .orElseThrow(() -> new IllegalArgumentException("it is not a CloudEvent"));
            return Optional.of(parse(type, message.getPayload()));
        } catch (IllegalArgumentException e) {
            unreadable(topic, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    public static Event parse(String type, byte[] json) {
        Class<? extends Event> known = EventType.classOf(type)
                .orElseThrow(() -> new IllegalArgumentException("its type '" + type + "' is not known"));
        try {
            Event event = Json.mapper().readValue(json, known);
            if (event == null || event.cluster() == null) {
                throw new IllegalArgumentException("it names no cluster");
            }
            return event;
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("its data is not a " + known.getSimpleName() + ": " + Json.reason(e), e);
        }
    }

    private static void unreadable(String topic, String why) {
        Metrics.counter("bascule_events_unreadable", "topic", topic).increment();
        long nowMs = MonotonicClock.SYSTEM.nowMs();
        Long last = LOGGED_AT_MS.get(topic);
        if (last == null || nowMs - last >= LOG_EVERY_MS) {
            LOGGED_AT_MS.put(topic, nowMs);
            LOG.warnf(
                    "an event on %s was skipped: %s; further ones on this topic are only counted for a minute, in"
                            + " bascule_events_unreadable_total",
                    topic, why);
        }
    }
}
