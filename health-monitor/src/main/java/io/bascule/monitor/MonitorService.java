package io.bascule.monitor;

import io.bascule.events.Probe.Role;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.KafkaOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.Secrets;
import io.bascule.platform.Wakeup;
import io.bascule.platform.etcd.EtcdClusterStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Builds the monitor of one node and runs it. */
@ApplicationScoped
public class MonitorService {
    private static final MonotonicClock CLOCK = MonotonicClock.SYSTEM;

    private final ClusterStore store;
    private final Prober<OwnStatus> own;
    private final Peers peers;
    private final WriteProbe writes;
    private final Monitor monitor;
    private final Thread thread;

    MonitorService(MonitorConfig config, Vertx vertx, MeterRegistry registry, @Channel("probes") Emitter<byte[]> out) {
        Secrets secrets = new Secrets(config.secrets());
        MonitorMetrics metrics = new MonitorMetrics(registry);
        Wakeup wakeup = new Wakeup();
        // Its own PostgreSQL is asked over the loopback: what it sees of it must not depend on the network.
        Target self = new Target(
                config.node(),
                "127.0.0.1",
                Target.of(config.node(), config.address()).port());
        store = new EtcdClusterStore(config.etcd(), config.cluster(), "monitor-" + config.node(), CLOCK, registry);
        own = new Prober<>(
                config.node(),
                patience -> self.connect(vertx, secrets, "own", patience),
                OwnStatus::read,
                OwnStatus::role,
                CLOCK,
                wakeup::wake,
                metrics.durations(config.node()));
        peers = new Peers(
                config.node(),
                target -> new Prober<>(
                        target.node(),
                        patience -> target.connect(vertx, secrets, "of " + config.node(), patience),
                        PeerStatus::read,
                        answer -> "",
                        CLOCK,
                        wakeup::wake,
                        metrics.durations(target.node())));
        writes = new WriteProbe(patience -> self.connect(vertx, secrets, "writes", patience), this::isPrimary, CLOCK);
        monitor = new Monitor(
                new Monitor.Surroundings(
                        config.cluster(),
                        config.node(),
                        UUID.randomUUID().toString(),
                        store,
                        new KafkaOutlet(out, "bascule/health-monitor/" + config.node(), registry),
                        CLOCK),
                own,
                peers,
                writes,
                metrics,
                wakeup);
        thread = Thread.ofPlatform().name("monitor").unstarted(monitor::run);
    }

    private boolean isPrimary() {
        OwnStatus answer = own.seen().answer();
        return answer != null && answer.role() == Role.PRIMARY;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
        own.close();
        writes.close();
        peers.close();
        store.close();
    }

    NodeView view() {
        return monitor.view();
    }
}
