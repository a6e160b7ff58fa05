package io.bascule.platform;

import io.bascule.events.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jboss.logging.Logger;

/**
 * Publishes through one SmallRye channel, whichever the topic. The bounds: what 1,024 in the producer
 * ({@code max-inflight-messages}) and the channel's buffer do not hold, and what Kafka does not take within two minutes of
 * its turn, is dropped and counted.
 */
public final class KafkaOutlet implements EventOutlet {
    private static final Logger LOG = Logger.getLogger(KafkaOutlet.class);

    private final Emitter<byte[]> emitter;
    private final String source;
    private final Counter dropped;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param source this publisher, {@code bascule/SERVICE/COPY} */
    public KafkaOutlet(Emitter<byte[]> emitter, String source, MeterRegistry metrics) {
        this.emitter = emitter;
        this.source = source;
        this.dropped = metrics.counter("bascule_events_dropped");
    }

    @Override
    public void publish(Event event) {
        try {
            emitter.send(
                    EventCodec.toMessage(event, source).withAck(this::taken).withNack(this::refused));
        } catch (RuntimeException e) {
            drop(e);
        }
    }

    private CompletableFuture<Void> taken() {
        if (failing.compareAndSet(true, false)) {
            LOG.info("Kafka takes events again");
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> refused(Throwable failure) {
        drop(failure);
        return CompletableFuture.completedFuture(null);
    }

    private void drop(Throwable failure) {
        dropped.increment();
        if (failing.compareAndSet(false, true)) {
            LOG.warnf(
                    "Kafka takes no events: %s. They are dropped and counted in bascule_events_dropped_total until it"
                            + " does; check the brokers named in BASCULE_KAFKA",
                    String.valueOf(failure.getMessage()).replaceFirst("[.\\s]+$", ""));
        }
    }
}
