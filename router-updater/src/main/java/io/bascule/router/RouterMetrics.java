package io.bascule.router;

import io.bascule.core.route.Backend;
import io.bascule.core.route.ProxyView;
import io.bascule.core.route.RouteStep;
import io.bascule.core.route.RouteTrouble;
import io.bascule.core.route.Server;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Prometheus sees of the router; every name begins with {@code bascule_router_}. */
final class RouterMetrics {
    private final MeterRegistry registry;
    private volatile boolean proxyAnswers;
    private volatile long term;
    private volatile @Nullable ProxyView view;
    private volatile Set<RouteTrouble> troubles = Set.of();

    RouterMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("bascule_router_haproxy_up", this, m -> m.proxyAnswers ? 1 : 0)
                .description("Whether HAProxy answers at its admin socket")
                .register(registry);
        Gauge.builder("bascule_router_term", this, m -> m.term)
                .description("The term that routes were last made for, 0 before the first")
                .register(registry);
        for (Backend backend : Backend.values()) {
            Gauge.builder("bascule_router_ready_servers", this, m -> m.ready(backend))
                    .description("Servers that take new connections; 1 is right for write outside of a failover")
                    .tag("backend", backend.proxyName())
                    .register(registry);
        }
        for (Class<?> trouble : RouteTrouble.class.getPermittedSubclasses()) {
            Gauge.builder("bascule_router_troubles", this, m -> m.count(trouble))
                    .description("What the router cannot put right, as it said in its log")
                    .tag("trouble", trouble.getSimpleName())
                    .register(registry);
        }
    }

    void proxyAnswers(boolean answers) {
        proxyAnswers = answers;
    }

    void proxyRestarted() {
        registry.counter("bascule_router_haproxy_restarts").increment();
    }

    void turnFailed() {
        registry.counter("bascule_router_turn_failures").increment();
    }

    void done(RouteStep step) {
        registry.counter(
                        "bascule_router_steps",
                        "step",
                        step.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                        "backend",
                        step.server().backend().proxyName(),
                        "reason",
                        step.reason().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void show(ProxyView shown, long inTerm, Set<RouteTrouble> inTheWay) {
        view = shown;
        term = inTerm;
        troubles = inTheWay;
    }

    boolean isServing() {
        return proxyAnswers && term > 0;
    }

    private double ready(Backend backend) {
        ProxyView shown = view;
        return shown == null || !proxyAnswers
                ? 0
                : shown.in(backend).stream()
                        .filter(shown::isReady)
                        .map(Server::node)
                        .count();
    }

    private double count(Class<?> trouble) {
        return troubles.stream().filter(trouble::isInstance).count();
    }
}
