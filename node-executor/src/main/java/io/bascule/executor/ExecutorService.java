package io.bascule.executor;

import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventCodec;
import io.bascule.platform.KafkaOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.Orders;
import io.bascule.platform.PgSessions;
import io.bascule.platform.Wakeup;
import io.bascule.platform.etcd.EtcdClusterStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The service around {@link ExecutorLoop}: its start and end, and the orders from Kafka, which only wake it. */
@ApplicationScoped
class ExecutorService {
    private static final Logger LOG = Logger.getLogger(ExecutorService.class);

    private final ExecutorConfig config;
    private final Emitter<byte[]> emitter;
    private final MeterRegistry registry;
    private final Vertx vertx;
    private final Orders orders;
    private final Wakeup wakeup = new Wakeup();
    private volatile @Nullable ClusterStore store;
    private volatile @Nullable ExecutorLoop executor;

    ExecutorService(
            ExecutorConfig config,
            @Channel("story") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 256) Emitter<byte[]> emitter,
            MeterRegistry registry,
            Vertx vertx) {
        this.config = config;
        this.emitter = emitter;
        this.registry = registry;
        this.vertx = vertx;
        this.orders = new Orders(config.cluster(), registry);
    }

    void start(@Observes StartupEvent event) {
        ClusterStore etcd = new EtcdClusterStore(
                Arrays.stream(config.etcd().split(","))
                        .map(String::strip)
                        .map(URI::create)
                        .toList(),
                config.cluster(),
                "node-executor/" + config.node(),
                MonotonicClock.SYSTEM,
                registry);
        store = etcd;
        etcd.onChange(wakeup::wake);
        ExecutorLoop flow;
        try {
            flow = make(etcd);
        } catch (ExecutorProblem e) {
            LOG.error(e.getMessage());
            Quarkus.asyncExit(1);
            return;
        }
        executor = flow;
        Thread.ofPlatform().name("node-executor").start(flow);
    }

    private ExecutorLoop make(ClusterStore etcd) {
        return ExecutorFactory.make(
                ExecutorFactory.Settings.of(config),
                etcd,
                new KafkaOutlet(emitter, "bascule/node-executor/" + config.node(), registry),
                (target, timeoutMs) -> PgSessions.connect(vertx, target, timeoutMs),
                MonotonicClock.SYSTEM,
                registry,
                wakeup);
    }

    /** PostgreSQL is left as it is: the next executor takes it over. */
    void stop(@Observes ShutdownEvent event) {
        ExecutorLoop flow = executor;
        if (flow != null) {
            flow.close();
        }
        if (store != null) {
            store.close();
        }
    }

    @Incoming("orders")
    CompletionStage<Void> order(Message<byte[]> message) {
        ClusterStore etcd = store;
        if (etcd != null && orders.areToLook(EventCodec.read(message), etcd.snapshot())) {
            wakeup.wake();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Nullable
    ExecutorLoop executor() {
        return executor;
    }
}
