package io.bascule.election;

import io.bascule.events.Probe;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventCodec;
import io.bascule.platform.KafkaOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.etcd.EtcdClusterStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Builds one copy, feeds it probes, and runs its election on a thread of its own. */
@ApplicationScoped
public class ElectionService {
    private final String cluster;
    private final String id;
    private final ClusterStore store;
    private final Inbox inbox = new Inbox();
    private final Pings pings;
    private final Election election;
    private final Thread thread;
    private volatile boolean stopped;

    ElectionService(
            ElectionConfig config,
            MeterRegistry metrics,
            @Channel("story") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 256) Emitter<byte[]> story) {
        cluster = config.cluster();
        id = config.id();
        store = new EtcdClusterStore(config.etcd(), cluster, id, MonotonicClock.SYSTEM, metrics);
        pings = new Pings(store, inbox, MonotonicClock.SYSTEM);
        election = new Election(
                cluster,
                id,
                store,
                inbox,
                new KafkaOutlet(story, "bascule/election-service/" + id, metrics),
                new ElectionMetrics(metrics),
                MonotonicClock.SYSTEM,
                () -> UUID.randomUUID().toString());
        thread = Thread.ofPlatform().name("election").unstarted(() -> election.run(() -> stopped));
    }

    void start(@Observes StartupEvent event) {
        store.onChange(this::changed);
        // What the store brought before it was listened to would be brought again only when it changes.
        changed();
        thread.start();
    }

    private void changed() {
        pings.refresh();
        inbox.wake();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        thread.interrupt();
        pings.close();
        store.close();
    }

    /** Takes up one monitor's probe. */
    @Incoming("probes")
    CompletionStage<Void> heard(Message<byte[]> message) {
        EventCodec.read(message).ifPresent(event -> {
            if (event instanceof Probe probe && probe.cluster().equals(cluster)) {
                inbox.put(new Inbox.Heard(probe, MonotonicClock.SYSTEM.nowMs()));
            }
        });
        return CompletableFuture.completedFuture(null);
    }

    String cluster() {
        return cluster;
    }

    String id() {
        return id;
    }

    ClusterStore store() {
        return store;
    }

    Election election() {
        return election;
    }

    boolean isLooking() {
        return thread.isAlive();
    }
}
