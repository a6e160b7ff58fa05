package io.bascule.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bascule.platform.PgFailure.Kind;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containers")
class PgSessionsTest {
    private static final long BOUND_MS = 5000;
    private static final PostgresContainer POSTGRES = new PostgresContainer();
    private static final Vertx VERTX = Vertx.vertx();

    @BeforeAll
    static void start() {
        POSTGRES.start();
    }

    @AfterAll
    static void stop() {
        POSTGRES.stop();
        VERTX.close();
    }

    @Test
    void a_query_with_arguments_is_answered() {
        try (PgSession session = connect()) {
            assertThat(session.query("SELECT $1::int + 1 AS next", BOUND_MS, 41)
                            .getFirst()
                            .getInteger("next"))
                    .isEqualTo(42);
        }
    }

    @Test
    void statements_without_arguments_take_the_simple_protocol() {
        try (PgSession session = connect()) {
            session.execute("SET synchronous_commit = local; CHECKPOINT", BOUND_MS);
            session.execute("ALTER SYSTEM SET work_mem = '5MB'", BOUND_MS);
            assertThat(session.query("SHOW synchronous_commit", BOUND_MS)
                            .getFirst()
                            .getString(0))
                    .isEqualTo("local");
        }
    }

    @Test
    void an_error_leaves_the_session_of_use() {
        try (PgSession session = connect()) {
            assertFails(() -> session.query("SELECT 1/0", BOUND_MS), Kind.ERROR);
            assertThat(session.query("SELECT 1", BOUND_MS)).hasSize(1);
        }
    }

    @Test
    void a_query_past_its_bound_ends_the_session() {
        PgSession session = connect();
        assertFails(() -> session.query("SELECT pg_sleep(10)", 50), Kind.TIMEOUT);
        assertThat(session.isOpen()).isFalse();
        assertFails(() -> session.query("SELECT 1", BOUND_MS), Kind.CLOSED);
    }

    @Test
    void the_end_of_a_held_connection_is_told_once() {
        AtomicInteger told = new AtomicInteger();
        PgSession held = connect();
        held.onClose(told::incrementAndGet);
        int backend = held.query("SELECT pg_backend_pid()", BOUND_MS).getFirst().getInteger(0);
        try (PgSession other = connect()) {
            other.query("SELECT pg_terminate_backend($1)", BOUND_MS, backend);
        }
        await().atMost(5, TimeUnit.SECONDS).until(() -> !held.isOpen());
        held.close();
        assertThat(told).hasValue(1);
    }

    @Test
    void a_refused_login_is_an_answer() {
        PgTarget wrong = new PgTarget("127.0.0.1", POSTGRES.target("x").port(), "nobody", "wrong", "postgres", "test");
        assertFails(() -> PgSessions.connect(VERTX, wrong, BOUND_MS), Kind.ERROR);
    }

    @Test
    void nobody_listening_is_a_refusal() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertFails(() -> PgSessions.connect(VERTX, at(free), BOUND_MS), Kind.REFUSED);
    }

    @Test
    void a_listener_that_says_nothing_is_a_time_out_and_is_hung_up_on() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFails(() -> PgSessions.connect(VERTX, at(silent.getLocalPort()), 100, 100, 300), Kind.TIMEOUT);
            silent.setSoTimeout(5000);
            try (var accepted = silent.accept()) {
                accepted.setSoTimeout(5000);
                // The start-up message, then the end.
                assertThat(accepted.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    private static PgTarget at(int port) {
        return new PgTarget("127.0.0.1", port, "postgres", "x", "postgres", "test");
    }

    private static PgSession connect() {
        return PgSessions.connect(VERTX, POSTGRES.target("postgres"), BOUND_MS);
    }

    private static void assertFails(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PgFailure.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
