package io.bascule.router;

import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventCodec;
import io.bascule.platform.KafkaOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.Orders;
import io.bascule.platform.etcd.EtcdClusterStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Puts the flow together with etcd, Kafka and HAProxy, and runs it. */
@Startup
@Singleton
final class RouterService {
    /** Events waiting for Kafka; a failover tells three. */
    private static final int EVENTS_MOST = 256;
    /** HAProxy answers in less than a millisecond; one that takes this long is stopped or stuck. */
    private static final long HAPROXY_BOUND_MS = 500;

    private final Orders orders;
    private final ClusterStore store;
    private final RouterMetrics metrics;
    private final Router router;

    RouterService(
            RouterConfig config,
            MeterRegistry registry,
            @Channel("story") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = EVENTS_MOST)
                    Emitter<byte[]> story) {
        this.orders = new Orders(config.cluster(), registry);
        this.store =
                new EtcdClusterStore(config.etcd(), config.cluster(), config.id(), MonotonicClock.SYSTEM, registry);
        this.metrics = new RouterMetrics(registry);
        this.router = new Router(
                config.id(),
                config.cluster(),
                store,
                new Haproxy(new RuntimeApi(config.haproxySocket(), HAPROXY_BOUND_MS)),
                new KafkaOutlet(story, "bascule/router-updater/" + config.id(), registry),
                metrics,
                MonotonicClock.SYSTEM);
        Thread.ofPlatform().daemon().name("router").start(router::run);
    }

    /** An order says only that the record changed; a router that the watch has not told yet looks sooner. */
    @Incoming("orders")
    CompletionStage<Void> order(Message<byte[]> message) {
        if (orders.areToLook(EventCodec.read(message), store.snapshot())) {
            router.wake();
        }
        return message.ack();
    }

    /** Whether routes are being made: HAProxy answers and a record is known. */
    boolean isReady() {
        return metrics.isServing();
    }

    /** How long ago the flow last came round, ms. */
    long sinceTurnMs() {
        return router.sinceTurnMs();
    }

    void stop(@Observes ShutdownEvent event) {
        router.stop();
        store.close();
    }
}
