package io.bascule.router;

import io.bascule.core.route.ProxyView;
import io.bascule.core.route.RouteInput;
import io.bascule.core.route.RouteMemory;
import io.bascule.core.route.RouteOutcome;
import io.bascule.core.route.RoutePlan;
import io.bascule.core.route.RouteStep;
import io.bascule.core.route.RouteTrouble;
import io.bascule.core.route.Routes;
import io.bascule.events.StoryEvent;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreSnapshot;
import io.bascule.platform.Wakeup;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The router's flow: wake up, look at HAProxy, plan in core, act, look again, tell.
 *
 * <p>It wakes when the store has news, on an order, when a plan asks for it, and every {@link Routes#VERIFY_MS} to notice
 * that HAProxy was restarted. One thread; what it knows besides the store and HAProxy is only {@link RouteMemory}.
 */
final class Router {
    private static final Logger LOG = Logger.getLogger(Router.class);
    /** Looks in a row before a pause; two are enough unless the store changes meanwhile. */
    private static final int ROUNDS_MOST = 3;

    private final String id;
    private final String cluster;
    private final ClusterStore store;
    private final Proxy proxy;
    private final EventOutlet outlet;
    private final RouterMetrics metrics;
    private final MonotonicClock clock;
    private final Wakeup wakeup = new Wakeup();

    private RouteMemory memory = RouteMemory.NOTHING;
    private Set<RouteTrouble> troubles = Set.of();
    private boolean proxyAbsent;
    private volatile boolean stopped;
    private volatile long lastTurnMs;

    Router(
            String id,
            String cluster,
            ClusterStore store,
            Proxy proxy,
            EventOutlet outlet,
            RouterMetrics metrics,
            MonotonicClock clock) {
        this.id = id;
        this.cluster = cluster;
        this.store = store;
        this.proxy = proxy;
        this.outlet = outlet;
        this.metrics = metrics;
        this.clock = clock;
        this.lastTurnMs = clock.nowMs();
        store.onChange(this::wake);
    }

    /** Makes the next look happen now; never blocks. */
    void wake() {
        wakeup.wake();
    }

    /** Runs until {@link #stop}. HAProxy is left as it is then: a router that is gone is no reason to stop service. */
    void run() {
        while (!stopped) {
            wakeup.await(turn());
        }
    }

    void stop() {
        stopped = true;
        wake();
    }

    /** How long ago the flow last came round, ms. */
    long sinceTurnMs() {
        return clock.nowMs() - lastTurnMs;
    }

    /** One turn; returns the pause until the next, ms. */
    long turn() {
        lastTurnMs = clock.nowMs();
        try {
            for (int round = 1; ; round++) {
                RoutePlan plan = planOnce();
                boolean changesRoutes = plan.steps().stream().anyMatch(step -> !(step instanceof RouteStep.Cut));
                if (!changesRoutes || round == ROUNDS_MOST) {
                    return plan.lookAgainMs();
                }
            }
        } catch (IOException e) {
            proxyFailed(e);
            return Routes.VERIFY_MS;
        } catch (RuntimeException e) {
            LOG.error("The routes could not be worked out; they are tried again", e);
            metrics.turnFailed();
            return Routes.VERIFY_MS;
        }
    }

    private RoutePlan planOnce() throws IOException {
        memory = memory.noting(input(store.snapshot()));
        ProxyView view = proxy.look();
        proxyAnswers(view.run());
        RoutePlan plan = Routes.plan(input(store.snapshot()), view, memory, clock.nowMs());
        memory = plan.memory();
        try {
            for (RouteStep step : plan.steps()) {
                proxy.apply(step);
                done(step);
            }
        } finally {
            // After the steps, since nothing that is told is worth a writer's waiting.
            plan.outcomes().forEach(this::tell);
            tellNew(plan.troubles());
        }
        metrics.show(view, memory.known() == null ? 0 : memory.known().record().term(), plan.troubles());
        return plan;
    }

    private static RouteInput input(StoreSnapshot shown) {
        return new RouteInput(shown.reachable(), shown.seen(), shown.record(), shown.settings(), shown.members());
    }

    private void done(RouteStep step) {
        metrics.done(step);
        switch (step) {
            case RouteStep.Open open ->
                LOG.infof("opened %s: %s", open.server(), open.reason().words());
            case RouteStep.Close close ->
                LOG.infof("closed %s: %s", close.server(), close.reason().words());
            case RouteStep.Cut cut ->
                LOG.debugf(
                        "cut the sessions to %s: %s", cut.server(), cut.reason().words());
        }
    }

    private void tell(RouteOutcome outcome) {
        switch (outcome) {
            case RouteOutcome.SessionsEnded ended -> {
                LOG.infof("no session to write/%s is left; %d were cut", ended.node(), ended.sessions());
                outlet.publish(new StoryEvent.SessionsCut(cluster, ended.term(), id, ended.node(), ended.sessions()));
            }
            case RouteOutcome.WritesOpened opened -> {
                LOG.infof("writers reach %s in term %d", opened.primary(), opened.term());
                outlet.publish(new StoryEvent.WritesRouted(cluster, opened.term(), id, opened.primary()));
            }
        }
    }

    /** Each trouble is told when it begins; the metric shows for how long it lasts. */
    private void tellNew(Set<RouteTrouble> now) {
        var fresh = new HashSet<>(now);
        fresh.removeAll(troubles);
        fresh.forEach(trouble -> LOG.warn(trouble.sentence()));
        troubles = now;
    }

    private void proxyAnswers(ProxyView.Run run) {
        ProxyView.@Nullable Run before = memory.run();
        if (before != null && !before.equals(run)) {
            LOG.infof(
                    "HAProxy was restarted (process %d, before %d): its routes are set again", run.pid(), before.pid());
            metrics.proxyRestarted();
        } else if (proxyAbsent) {
            LOG.info("HAProxy answers again");
        }
        proxyAbsent = false;
        metrics.proxyAnswers(true);
    }

    private void proxyFailed(IOException failure) {
        metrics.proxyAnswers(false);
        if (!proxyAbsent) {
            LOG.warnf(
                    "HAProxy cannot be told where to route (%s): it is tried again every %d ms; check that it runs and"
                            + " that BASCULE_HAPROXY_SOCKET names its admin socket",
                    failure.getMessage(), Routes.VERIFY_MS);
        }
        proxyAbsent = true;
    }
}
