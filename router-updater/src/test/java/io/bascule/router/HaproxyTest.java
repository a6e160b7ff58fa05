package io.bascule.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.bascule.core.record.Phase;
import io.bascule.core.route.Backend;
import io.bascule.core.route.ProxyView;
import io.bascule.core.route.RouteStep;
import io.bascule.core.route.RouteStep.Reason;
import io.bascule.core.route.Server;
import io.bascule.events.Event;
import io.bascule.events.StoryEvent;
import io.bascule.platform.MonotonicClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The router and the configuration that it is made for, with a real HAProxy. */
@Tag("containers")
class HaproxyTest {
    private static final Server NODE1 = Server.write("node1");
    private static final Server NODE2 = Server.write("node2");

    @TempDir
    private static Path folder;

    private static HaproxyContainer container;

    private final FakeStore store = new FakeStore();
    private final List<Event> told = new CopyOnWriteArrayList<>();
    private Haproxy haproxy;
    private Router router;

    @BeforeAll
    static void start() {
        container = new HaproxyContainer(folder);
        container.start();
    }

    @AfterAll
    static void stop() {
        container.stop();
    }

    @BeforeEach
    void freshProxy() {
        container.restart();
        haproxy = new Haproxy(new RuntimeApi(container.socket(), 5000));
        soon().until(this::answers);
        router = new Router(
                "router1",
                "demo",
                store,
                haproxy,
                told::add,
                new RouterMetrics(new SimpleMeterRegistry()),
                MonotonicClock.SYSTEM);
        Thread.ofPlatform().daemon().start(router::run);
    }

    @AfterEach
    void stopRouter() {
        router.stop();
    }

    @Test
    void startsClosed() throws IOException {
        ProxyView view = haproxy.look();

        assertThat(view.missing()).isEmpty();
        for (Backend backend : Backend.values()) {
            assertThat(view.in(backend)).hasSize(3).allMatch(view::isClosed);
        }
    }

    @Test
    void lettingAClientThroughIsSeenAndTold() throws IOException {
        store.shows(1, Phase.STEADY, "node1");
        soon().until(() -> told.contains(new StoryEvent.WritesRouted("demo", 1, "router1", "node1")));

        try (Socket client = container.connect()) {
            soon().until(() -> sessions(NODE1) == 1);
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void aClientThatComesInBetweenWaitsAndIsServed() throws IOException {
        store.shows(2, Phase.PROMOTING, "node2");

        try (Socket client = container.connect()) {
            client.setSoTimeout(500);
            assertThat(answersRequest(client)).as("while nobody is primary").isFalse();

            store.shows(2, Phase.STEADY, "node2");
            client.setSoTimeout(5000);
            assertThat(client.getInputStream().read())
                    .as("the first byte of an answer")
                    .isEqualTo('H');
        }
    }

    @Test
    void theSessionsToARevokedPrimaryAreCut() throws IOException {
        store.shows(1, Phase.STEADY, "node1");
        soon().until(() -> isReady(NODE1));
        try (Socket client = container.connect()) {
            soon().until(() -> sessions(NODE1) == 1);

            store.shows(2, Phase.REVOKING, "node1");

            client.setSoTimeout(5000);
            assertThat(client.getInputStream().read())
                    .as("end of the connection")
                    .isEqualTo(-1);
        }
        soon().until(() -> told.contains(new StoryEvent.SessionsCut("demo", 2, "router1", "node1", 1)));
    }

    @Test
    void routesAreSetAgainAfterARestart() {
        store.shows(1, Phase.STEADY, "node2");
        soon().until(() -> isReady(NODE2));

        container.restart();

        soon().until(() -> isReady(NODE2));
    }

    @Test
    void aRefusalIsGivenInHaproxysOwnWords() {
        assertThatIOException()
                .isThrownBy(() -> haproxy.apply(new RouteStep.Open(Server.write("node9"), Reason.STEADY_PRIMARY)))
                .withMessage("HAProxy refuses 'set server write/node9 state ready': No such server.");
    }

    private boolean answersRequest(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        try {
            return client.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private boolean answers() {
        try {
            haproxy.look();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isReady(Server server) {
        try {
            return haproxy.look().isReady(server);
        } catch (IOException e) {
            return false;
        }
    }

    private int sessions(Server server) throws IOException {
        return haproxy.look().of(server).orElseThrow().sessions();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }
}
