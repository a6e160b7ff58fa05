package io.bascule.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.PgFailure;
import io.bascule.platform.PgSession;
import io.bascule.platform.PgSessions;
import io.bascule.platform.PgTarget;
import io.bascule.platform.PostgresContainer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containers")
class ProberTest {
    private final PostgresContainer postgres = new PostgresContainer();
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger changes = new AtomicInteger();
    private Prober<OwnStatus> prober;

    @BeforeEach
    void start() {
        postgres.start();
        PgTarget target = postgres.target(Target.USER);
        prober = new Prober<>(
                "node1",
                patience -> PgSessions.connect(
                        vertx, target, Target.CONNECT_TIMEOUT_MS, patience.of(Target.CONNECT_TIMEOUT_MS), 3000),
                OwnStatus::read,
                OwnStatus::role,
                MonotonicClock.SYSTEM,
                changes::incrementAndGet,
                new MonitorMetrics(new SimpleMeterRegistry()).durations("node1"));
        awaitReach(Reach.ANSWERS);
    }

    @AfterEach
    void stop() {
        prober.close();
        vertx.close();
        postgres.stop();
    }

    @Test
    void a_primary_tells_where_it_stands_to_a_role_with_pg_monitor() {
        OwnStatus status = Objects.requireNonNull(prober.seen().answer());
        assertThat(status.role()).isEqualTo(Role.PRIMARY);
        assertThat(status.timeline()).isEqualTo(1);
        assertThat(status.serverVersion()).isGreaterThanOrEqualTo(170_000);
        assertThat(status.flushedLsn()).isNotNull();
        assertThat(changes).hasPositiveValue();
    }

    @Test
    void a_frozen_postgresql_falls_silent_and_comes_back() {
        postgres.freeze();
        try {
            awaitReach(Reach.SILENT);
        } finally {
            postgres.thaw();
        }
        awaitReach(Reach.ANSWERS);
    }

    @Test
    void a_killed_postgresql_is_an_end_and_not_a_silence() {
        postgres.getDockerClient().killContainerCmd(postgres.getContainerId()).exec();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> prober.seen().sight().endedAtMs() != null
                        && prober.seen().sight().reach() != Reach.ANSWERS);
        assertThat(prober.seen().sight().reach()).isIn(Reach.REFUSED, Reach.CLOSED);
    }

    @Test
    void a_write_is_answered_and_one_that_is_not_counts() {
        PgTarget target = postgres.target(Target.USER);
        try (WriteProbe writes = new WriteProbe(
                patience -> PgSessions.connect(
                        vertx, target, Target.CONNECT_TIMEOUT_MS, patience.of(Target.CONNECT_TIMEOUT_MS), 3000),
                () -> true,
                MonotonicClock.SYSTEM)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> writes.answered() > 0);
            postgres.freeze();
            try {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> writes.stalledMs(MonotonicClock.SYSTEM.nowMs()) > 1500);
            } finally {
                postgres.thaw();
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> writes.stalledMs(MonotonicClock.SYSTEM.nowMs()) == 0);
        }
    }

    @Test
    void a_write_waits_for_no_standby() {
        PgTarget owner = postgres.target("postgres");
        PgTarget target = postgres.target(Target.USER);
        try (PgSession session = PgSessions.connect(vertx, owner, Target.CONNECT_TIMEOUT_MS);
                WriteProbe writes = new WriteProbe(
                        patience -> PgSessions.connect(
                                vertx, target, Target.CONNECT_TIMEOUT_MS, patience.of(Target.CONNECT_TIMEOUT_MS), 3000),
                        () -> true,
                        MonotonicClock.SYSTEM)) {
            session.execute("alter system set synchronous_standby_names = 'nobody'", 3000);
            session.execute("select pg_reload_conf()", 3000);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> session.query("show synchronous_standby_names", 3000)
                            .getFirst()
                            .getString(0)
                            .equals("nobody"));
            assertThatThrownBy(() -> session.execute("create table waits ()", 500))
                    .as("a commit that does")
                    .isInstanceOf(PgFailure.class);
            long before = writes.answered();
            await().atMost(Duration.ofSeconds(10)).until(() -> writes.answered() >= before + 2);
            assertThat(writes.stalledMs(MonotonicClock.SYSTEM.nowMs())).isLessThan(1000);
        }
    }

    private void awaitReach(Reach reach) {
        await().atMost(Duration.ofSeconds(10)).until(() -> prober.seen().sight().reach() == reach);
    }
}
