package io.bascule.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.core.record.Phase;
import io.bascule.core.route.ProxyView;
import io.bascule.core.route.ProxyView.Admission;
import io.bascule.core.route.ProxyView.Shown;
import io.bascule.core.route.RouteStep;
import io.bascule.core.route.Routes;
import io.bascule.core.route.Server;
import io.bascule.events.Event;
import io.bascule.events.StoryEvent;
import io.bascule.platform.EventOutlet;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The flow, between a store and an HAProxy in memory. */
class RouterTest {
    private final FakeStore store = new FakeStore();
    private final FakeProxy proxy = new FakeProxy();
    private final List<Event> told = new CopyOnWriteArrayList<>();
    private final EventOutlet outlet = told::add;
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private long nowMs = 1_000_000;
    private final Router router =
            new Router("router1", "demo", store, proxy, outlet, new RouterMetrics(registry), () -> nowMs);

    @Test
    void opensVerifiesAndTellsInOneTurn() {
        store.shows(1, Phase.STEADY, "node1");

        router.turn();

        assertThat(proxy.isReady("node1")).isTrue();
        assertThat(told).containsExactly(new StoryEvent.WritesRouted("demo", 1, "router1", "node1"));
    }

    @Test
    void tellsHowManySessionsItCut() {
        store.shows(1, Phase.STEADY, "node1");
        router.turn();
        proxy.sessions("node1", 4);
        store.shows(2, Phase.REVOKING, "node1");
        router.turn();

        nowMs += Routes.CRASH_GRACE_MS;
        router.turn();
        router.turn();

        assertThat(told).contains(new StoryEvent.SessionsCut("demo", 2, "router1", "node1", 4));
    }

    @Test
    void opensNothingWhileTheOldPrimaryCannotBeClosed() {
        store.shows(1, Phase.STEADY, "node1");
        router.turn();
        proxy.refuses = "write/node1";

        store.shows(2, Phase.STEADY, "node2");
        router.turn();
        assertThat(proxy.isReady("node2")).isFalse();

        proxy.refuses = "";
        router.turn();
        assertThat(proxy.isReady("node1")).isFalse();
        assertThat(proxy.isReady("node2")).isTrue();
    }

    /** Its node may follow another by now: an etcd that came back older is believed no more for HAProxy's absence. */
    @Test
    void opensNoPrimaryOfBeforeWhenAnAbsentHaproxyIsBack() {
        store.shows(1, Phase.STEADY, "node1");
        router.turn();
        proxy.restart();
        proxy.absent = true;
        store.shows(2, Phase.STEADY, "node2");
        router.turn();
        store.shows(1, Phase.STEADY, "node1");
        router.turn();

        proxy.absent = false;
        router.turn();

        assertThat(proxy.isReady("node1")).isFalse();
        assertThat(proxy.isReady("node2")).isTrue();
    }

    @Test
    void goesOnOnceAnAbsentHaproxyIsBack() {
        proxy.absent = true;
        store.shows(1, Phase.STEADY, "node1");
        router.turn();
        assertThat(gauge("bascule_router_haproxy_up")).isZero();

        proxy.absent = false;
        router.turn();

        assertThat(gauge("bascule_router_haproxy_up")).isOne();
        assertThat(proxy.isReady("node1")).isTrue();
    }

    @Test
    void setsTheRoutesAgainAfterARestartOfHaproxyEvenWithTheStoreAway() {
        store.shows(1, Phase.STEADY, "node1");
        router.turn();
        store.isAway();

        proxy.restart();
        router.turn();

        assertThat(proxy.isReady("node1")).isTrue();
        assertThat(registry.counter("bascule_router_haproxy_restarts").count()).isOne();
    }

    @Test
    void wakesUpAsSoonAsTheStoreChanges() {
        Thread thread = Thread.ofPlatform().daemon().start(router::run);

        store.shows(1, Phase.STEADY, "node1");

        await().atMost(Duration.ofSeconds(5)).until(() -> proxy.isReady("node1"));
        router.stop();
        await().atMost(Duration.ofSeconds(5)).until(() -> !thread.isAlive());
        assertThat(proxy.isReady("node1")).as("HAProxy is left as it is").isTrue();
    }

    @Test
    void showsItsTermAndTroublesAsMetrics() {
        store.shows(3, Phase.STEADY, "node9");

        router.turn();

        assertThat(gauge("bascule_router_term")).isEqualTo(3);
        assertThat(registry.get("bascule_router_troubles")
                        .tag("trouble", "NoServer")
                        .gauge()
                        .value())
                .isEqualTo(2);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static final class FakeProxy implements Proxy {
        private final Map<Server, Shown> servers = new HashMap<>();
        private long pid = 7;
        private volatile boolean absent;
        private String refuses = "";

        FakeProxy() {
            restart();
        }

        synchronized void restart() {
            pid++;
            for (int i = 1; i <= 3; i++) {
                servers.put(Server.write("node" + i), new Shown(Admission.CLOSED, 0));
                servers.put(Server.read("node" + i), new Shown(Admission.CLOSED, 0));
            }
        }

        synchronized boolean isReady(String node) {
            return new ProxyView(new ProxyView.Run(pid, 1), servers).isReady(Server.write(node));
        }

        synchronized void sessions(String node, int sessions) {
            servers.computeIfPresent(Server.write(node), (server, shown) -> new Shown(shown.admission(), sessions));
        }

        @Override
        public synchronized ProxyView look() throws IOException {
            if (absent) {
                throw new IOException("Connection refused");
            }
            return new ProxyView(new ProxyView.Run(pid, 1), servers);
        }

        @Override
        public synchronized void apply(RouteStep step) throws IOException {
            if (absent || step.server().toString().equals(refuses)) {
                throw new IOException("No such server.");
            }
            servers.computeIfPresent(step.server(), (server, shown) -> switch (step) {
                case RouteStep.Open open -> new Shown(Admission.READY, shown.sessions());
                case RouteStep.Close close -> new Shown(Admission.CLOSED, shown.sessions());
                case RouteStep.Cut cut -> new Shown(shown.admission(), 0);
            });
        }
    }
}
