package io.bascule.notifier;

import io.bascule.events.Event;
import io.bascule.events.EventType;
import io.bascule.events.StoryEvent;
import io.bascule.platform.EventCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Reads the story from Kafka. An event's offset is committed once its page was taken or given up, so that a restart
 * loses none and may repeat one; the next event is not asked for before that, so that Kafka holds what waits.
 */
@Singleton
final class NotifierService {
    private static final Logger LOG = Logger.getLogger(NotifierService.class);
    /** For one try; receivers behind a chat service take a second or two. */
    private static final long EXCHANGE_BOUND_MS = 10_000;

    private final Selection selection;
    private final Delivery delivery;
    private final NotifierMetrics metrics;
    private volatile boolean staleToldOf;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("delivery").factory());

    NotifierService(NotifierConfig config, MeterRegistry registry) {
        this.selection = new Selection(config.cluster(), config.notifyFrom());
        this.metrics = new NotifierMetrics(registry);
        var webhook = new Webhook(config.webhookUrl(), EXCHANGE_BOUND_MS);
        this.delivery = new Delivery(
                webhook,
                "webhook " + webhook.host(),
                metrics,
                () -> ThreadLocalRandom.current().nextDouble(),
                Thread::sleep);
        LOG.infof(
                "Events of cluster %s from '%s' up go to webhook %s",
                config.cluster(), config.notifyFrom().word(), webhook.host());
    }

    @Incoming("story")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> read(Message<byte[]> message) {
        Optional<Event> event = EventCodec.read(message);
        Instant now = Instant.now();
        Optional<IncomingCloudEventMetadata<?>> envelope =
                message.getMetadata(IncomingCloudEventMetadata.class).map(found -> found);
        Instant at = envelope.flatMap(IncomingCloudEventMetadata::getTimeStamp)
                .map(ZonedDateTime::toInstant)
                .orElse(now);
        // By Kafka's clock or by the publisher's: one of the two may be wrong.
        Optional<IncomingKafkaRecordMetadata<?, ?>> kept =
                message.getMetadata(IncomingKafkaRecordMetadata.class).map(found -> found);
        Instant came = kept.map(IncomingKafkaRecordMetadata::getTimestamp)
                .filter(at::isBefore)
                .orElse(at);
        return switch (event.map(e -> selection.of(e, came, now)).orElse(Selection.Verdict.SKIP)) {
            case SKIP -> message.ack();
            case STALE -> {
                stale(at);
                yield message.ack();
            }
            case SEND -> {
                staleToldOf = false;
                String id = envelope.map(IncomingCloudEventMetadata::getId)
                        .orElseGet(() -> UUID.randomUUID().toString());
                var story = (StoryEvent) event.orElseThrow();
                var page = Page.of(
                        id,
                        EventType.typeOf(story.getClass()),
                        at.truncatedTo(ChronoUnit.MILLIS).toString(),
                        story);
                yield deliver(page).thenCompose(done -> message.ack());
            }
        };
    }

    /** Told once for all that follow each other. */
    private void stale(Instant at) {
        metrics.stale();
        if (!staleToldOf) {
            staleToldOf = true;
            LOG.warnf(
                    "Events of %s and about then are not sent, since they are older than %d h by this machine's clock. If"
                            + " they are new, a clock is wrong",
                    at, Selection.STALE_AFTER.toHours());
        }
    }

    private CompletableFuture<Void> deliver(Page page) {
        var done = new CompletableFuture<Void>();
        thread.execute(() -> {
            try {
                delivery.deliver(page);
                done.complete(null);
            } catch (InterruptedException e) {
                // The notifier is being stopped. Never done, its offset is not committed, and it comes again.
            } catch (RuntimeException e) {
                metrics.undelivered(page.severity());
                LOG.errorf(e, "Page %s could not be sent and is left out", page.id());
                done.complete(null);
            }
        });
        return done;
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }
}
