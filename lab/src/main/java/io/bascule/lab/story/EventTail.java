package io.bascule.lab.story;

import io.bascule.events.Event;
import io.bascule.events.EventType;
import io.bascule.events.StoryEvent;
import io.bascule.events.Topic;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.platform.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Follows the events topic from its end on, in a thread of its own. A Kafka that goes away is waited for. */
public final class EventTail implements AutoCloseable {
    private static final TopicPartition PARTITION = new TopicPartition(Topic.EVENTS.topicName(), 0);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Far more than any demo or test tells; what comes beyond is dropped. */
    private static final int MOST = 100_000;

    /** Events in a failure's sentence, and characters of each. */
    private static final int SHOWN = 15;

    private static final int WORDS_MOST = 140;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Told> told = new ArrayList<>();
    private final Thread reader;
    private volatile boolean closed;

    private EventTail(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.reader = Thread.ofPlatform().daemon().name("events").start(this::read);
    }

    /**
     * Opens a tail that misses nothing which is published after this returns.
     *
     * @throws LabFailure if Kafka does not answer within the bound
     */
    public static EventTail open(String bootstrap, long boundMs) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        500,
                        // A broker that is lost without a word is given up by then.
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        2000,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        try {
            consumer.assign(List.of(PARTITION));
            consumer.seekToEnd(List.of(PARTITION));
            // Asks the broker: until then "the end" is wherever it is at the first poll.
            consumer.position(PARTITION, Duration.ofMillis(boundMs));
            return new EventTail(consumer);
        } catch (KafkaException e) {
            consumer.close();
            throw new LabFailure("Kafka does not answer on " + bootstrap + ": " + e.getMessage(), e);
        }
    }

    /** How many events have come. */
    public int count() {
        synchronized (told) {
            return told.size();
        }
    }

    /** The events from the {@code first}-th on, in the topic's order. */
    public List<Told> since(int first) {
        synchronized (told) {
            return List.copyOf(told.subList(first, told.size()));
        }
    }

    /**
     * Waits for an event among those from the {@code first}-th on.
     *
     * @param what names the event in the failure's sentence
     * @throws LabFailure at the bound
     */
    public Told await(int first, long boundMs, String what, Predicate<StoryEvent> wanted) {
        return Wait.until(
                boundMs,
                () -> since(first).stream()
                        .filter(one -> wanted.test(one.event()))
                        .findFirst()
                        .orElse(null),
                () -> "The event was not published within " + boundMs / 1000 + " s: " + what + ". "
                        + lastOf(since(first)));
    }

    private static String lastOf(List<Told> told) {
        return told.isEmpty()
                ? "Nothing was."
                : "The last of " + told.size() + " events: "
                        + told.subList(Math.max(0, told.size() - SHOWN), told.size()).stream()
                                .map(one -> one.event().toString())
                                .map(words -> words.substring(0, Math.min(words.length(), WORDS_MOST)))
                                .collect(Collectors.joining("; "));
    }

    private void read() {
        try (consumer) {
            while (!closed) {
                poll();
            }
        } catch (WakeupException e) {
            // Closed.
        }
    }

    private void poll() {
        try {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                Told one = decode(message);
                synchronized (told) {
                    if (one != null && told.size() < MOST) {
                        told.add(one);
                    }
                }
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            Wait.pause(POLL.toMillis());
        }
    }

    /** Binary mode of the Kafka binding of CloudEvents 1.0. What is no event of the story is left out. */
    static @Nullable Told decode(ConsumerRecord<byte[], byte[]> message) {
        Class<? extends Event> type =
                EventType.classOf(header(message, "ce_type")).orElse(null);
        if (type == null) {
            return null;
        }
        try {
            return Json.mapper().readValue(message.value(), type) instanceof StoryEvent event
                    ? new Told(event, time(message), header(message, "ce_source"))
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Instant time(ConsumerRecord<byte[], byte[]> message) {
        try {
            return OffsetDateTime.parse(header(message, "ce_time")).toInstant();
        } catch (DateTimeException e) {
            return Instant.ofEpochMilli(message.timestamp());
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            reader.join(CLOSE_BOUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
