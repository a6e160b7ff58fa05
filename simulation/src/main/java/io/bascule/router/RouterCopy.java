package io.bascule.router;

import io.bascule.core.route.ProxyView;
import io.bascule.core.route.RouteStep;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.MonotonicClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;

/** One router for a single thread: the real {@link Router}, turned from outside instead of in its loop. */
public final class RouterCopy {
    /** Shared by all copies: making meters costs more than a simulated election. */
    private static final RouterMetrics METRICS = new RouterMetrics(new SimpleMeterRegistry());

    private final Router router;

    /** HAProxy, as the router sees it. */
    public interface Balancer {
        ProxyView look() throws IOException;

        void apply(RouteStep step) throws IOException;
    }

    public RouterCopy(
            String id,
            String cluster,
            ClusterStore store,
            Balancer balancer,
            EventOutlet outlet,
            MonotonicClock clock) {
        Proxy proxy = new Proxy() {
            @Override
            public ProxyView look() throws IOException {
                return balancer.look();
            }

            @Override
            public void apply(RouteStep step) throws IOException {
                balancer.apply(step);
            }
        };
        this.router = new Router(id, cluster, store, proxy, outlet, METRICS, clock);
    }

    /** One turn; returns the pause until the next, ms. */
    public long turn() {
        return router.turn();
    }
}
