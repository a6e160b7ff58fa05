package io.bascule.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.events.Probe.Reach;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.PgFailure;
import io.bascule.platform.PgSession;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProberRhythmTest {
    private final AtomicInteger connects = new AtomicInteger();
    private volatile FakeSession held = new FakeSession();
    private Prober<String> prober = prober((session, patience) -> "fine");

    @AfterEach
    void stop() {
        prober.close();
    }

    @Test
    void an_ended_connection_is_replaced_before_the_next_turn() {
        awaitReach(Reach.ANSWERS);
        int before = connects.get();
        held.end();
        await().atMost(Duration.ofMillis(Prober.EVERY_MS * 4)).until(() -> connects.get() > before);
        assertThat(prober.seen().sight().reach()).isEqualTo(Reach.ANSWERS);
    }

    @Test
    void a_question_that_always_fails_is_not_asked_more_often() {
        prober.close();
        connects.set(0);
        long startedAtMs = MonotonicClock.SYSTEM.nowMs();
        prober = prober((session, patience) -> {
            throw new PgFailure(PgFailure.Kind.ERROR, "permission denied", new IllegalStateException());
        });
        await().until(() -> connects.get() >= 4);
        assertThat(MonotonicClock.SYSTEM.nowMs() - startedAtMs).isGreaterThan(2 * Prober.EVERY_MS);
        // It answers, if only with a refusal.
        assertThat(prober.seen().sight().reach()).isEqualTo(Reach.ANSWERS);
    }

    /** Else a PostgreSQL on an overloaded machine would seem to be silent for as long as that lasts. */
    @Test
    void a_new_one_and_one_that_became_slow_are_waited_for_longer() {
        prober.close();
        List<Integer> waits = new CopyOnWriteArrayList<>();
        prober = prober((session, patience) -> {
            waits.add(patience.times());
            if (waits.size() > 4 && waits.size() <= 9) {
                throw new PgFailure(PgFailure.Kind.TIMEOUT, "no answer", new IllegalStateException());
            }
            return "fine";
        });
        awaitReach(Reach.SILENT);
        await().until(() -> waits.size() >= 15);
        assertThat(waits.subList(0, 15)).containsExactly(8, 4, 2, 1, 1, 2, 4, 8, 8, 8, 4, 2, 1, 1, 1);
        assertThat(prober.seen().sight().reach()).isEqualTo(Reach.ANSWERS);
    }

    @Test
    void what_was_seen_before_a_pause_of_our_own_is_forgotten() {
        awaitReach(Reach.ANSWERS);
        prober.reset(MonotonicClock.SYSTEM.nowMs());
        awaitReach(Reach.ANSWERS);
        assertThat(prober.seen().sight().forMs(MonotonicClock.SYSTEM.nowMs())).isLessThan(Prober.EVERY_MS * 4);
    }

    private Prober<String> prober(BiFunction<PgSession, Patience, String> question) {
        return new Prober<>(
                "node2",
                patience -> {
                    connects.incrementAndGet();
                    held = new FakeSession();
                    return held;
                },
                question,
                answer -> answer,
                MonotonicClock.SYSTEM,
                () -> {},
                new MonitorMetrics(new SimpleMeterRegistry()).durations("node2"));
    }

    private void awaitReach(Reach reach) {
        await().until(() -> prober.seen().sight().reach() == reach);
    }

    private static final class FakeSession implements PgSession {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        void end() {
            ended.complete(null);
        }

        @Override
        public List<Row> query(String sql, long timeoutMs, Object... arguments) {
            return List.of();
        }

        @Override
        public void execute(String sql, long timeoutMs) {}

        @Override
        public boolean isOpen() {
            return !ended.isDone();
        }

        @Override
        public void onClose(Runnable listener) {
            ended.thenRun(listener);
        }

        @Override
        public void close() {
            end();
        }
    }
}
