package io.bascule.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.bascule.platform.Json;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real HTTP server on this machine. */
@Timeout(30)
class DeliveryTest {
    private static final int OK = 204;
    private static final int SILENT = -1;

    private final Deque<Integer> answers = new ArrayDeque<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<Long> pausesMs = new ArrayList<>();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Handler logHandler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            String text = record.getMessage();
            logged.add(record.getParameters() == null ? text : String.format(text, record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            int answer = answers.isEmpty() ? OK : answers.removeFirst();
            if (answer == SILENT) {
                awaitStop();
            } else {
                if (answer == 429) {
                    exchange.getResponseHeaders().set("Retry-After", "7");
                }
                exchange.sendResponseHeaders(answer, -1);
            }
            exchange.close();
        });
        server.start();
        Logger.getLogger(Delivery.class.getName()).addHandler(logHandler);
    }

    @AfterEach
    void close() {
        stopped.countDown();
        server.stop(0);
        Logger.getLogger(Delivery.class.getName()).removeHandler(logHandler);
    }

    @Test
    void postsThePageOnceWhereItIsTaken() throws InterruptedException {
        delivery(5000).deliver(Stories.page("e-1"));

        assertThat(bodies).containsExactly(new String(Json.write(Stories.page("e-1")), StandardCharsets.UTF_8));
        assertThat(keys).containsExactly("e-1");
        assertThat(count("delivered")).isOne();
    }

    @Test
    void triesAgainUnderTheSameIdWhereItFailsFirst() throws InterruptedException {
        answers.addAll(List.of(503, 500, OK));

        delivery(5000).deliver(Stories.page("e-1"));

        assertThat(keys).containsExactly("e-1", "e-1", "e-1");
        assertThat(pausesMs).containsExactly(1000L, 2000L);
        assertThat(count("delivered")).isOne();
        assertThat(count("undelivered")).isZero();
    }

    @Test
    void doesNotWaitForASlowReceiverBeyondItsBound() throws InterruptedException {
        answers.addAll(List.of(SILENT, OK));

        delivery(200).deliver(Stories.page("e-1"));

        assertThat(keys).containsExactly("e-1", "e-1");
        assertThat(count("delivered")).isOne();
    }

    @Test
    void triesAgainWhenAskedToComeLater() throws InterruptedException {
        answers.addAll(List.of(429, 408, OK));

        delivery(5000).deliver(Stories.page("e-1"));

        assertThat(pausesMs).containsExactly(7000L, 2000L);
        assertThat(count("delivered")).isOne();
    }

    @Test
    void givesUpAtOnceWhereAnotherTryWouldEndTheSame() throws InterruptedException {
        for (int answer : List.of(400, 401, 404, 410, 301)) {
            answers.add(answer);
            delivery(5000).deliver(Stories.page("e-" + answer));
        }

        assertThat(keys).hasSize(5);
        assertThat(pausesMs).isEmpty();
        assertThat(count("undelivered")).isEqualTo(5);
    }

    @Test
    void givesUpAfterItsTriesAndLeavesThePageInTheLog() throws InterruptedException {
        for (int i = 0; i < Backoff.TRIES_MOST; i++) {
            answers.add(503);
        }

        delivery(5000).deliver(Stories.page("e-1"));

        assertThat(keys).hasSize(Backoff.TRIES_MOST);
        assertThat(count("undelivered")).isOne();
        assertThat(logged)
                .last()
                .asString()
                .contains("Undelivered", "HTTP 503", "\"id\":\"e-1\"", "\"severity\":\"page\"");
    }

    @Test
    void givesUpOnAReceiverThatIsNotThere() throws InterruptedException {
        server.stop(0);

        delivery(5000).deliver(Stories.page("e-1"));

        assertThat(pausesMs).hasSize(Backoff.TRIES_MOST - 1);
        assertThat(count("undelivered")).isOne();
    }

    @Test
    void neverLogsTheAddressesSecrets() throws InterruptedException {
        answers.addAll(List.of(503, 404));
        delivery(5000).deliver(Stories.page("e-1"));
        server.stop(0);
        delivery(5000).deliver(Stories.page("e-2"));

        assertThat(logged).isNotEmpty().noneMatch(line -> line.contains("s3cret") || line.contains("/hook"));
        assertThat(logged).anyMatch(line -> line.contains("webhook localhost"));
    }

    @Test
    void isNotDeliveredWhenItIsStopped() {
        answers.add(503);
        Delivery.Pause stop = ms -> {
            throw new InterruptedException();
        };

        assertThatThrownBy(() -> delivery(5000, stop).deliver(Stories.page("e-1")))
                .isInstanceOf(InterruptedException.class);
        assertThat(count("delivered") + count("undelivered")).isZero();
    }

    private Delivery delivery(long boundMs) {
        return delivery(boundMs, pausesMs::add);
    }

    private Delivery delivery(long boundMs, Delivery.Pause pause) {
        URI url = URI.create("http://localhost:" + server.getAddress().getPort() + "/hook?token=s3cret");
        var webhook = new Webhook(url, boundMs);
        return new Delivery(webhook, "webhook " + webhook.host(), new NotifierMetrics(registry), () -> 0.5, pause);
    }

    private double count(String what) {
        return registry.counter("bascule_notifier_" + what, "severity", "page").count();
    }

    private void awaitStop() {
        try {
            stopped.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
