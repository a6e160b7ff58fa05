package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.Event;
import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.platform.Secrets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class AttemptsTest {
    private static final ExecutorProblem PROBLEM = new ExecutorProblem("no space");

    @TempDir
    Path root = Path.of("");

    private final List<Event> events = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long nowMs;
    private Attempts attempts;

    @BeforeEach
    void begin() {
        Paths paths = new Paths(root);
        Node node = new Node(
                "node1",
                "demo",
                "127.0.0.1:1",
                paths,
                new JsonStateFile(paths.nodeState()),
                new PgdataFiles(root, paths),
                new PostgresConf(paths, new Secrets(root), 1, List.of()),
                new Postmaster(new OsProcesses(root, paths), () -> nowMs, () -> {}),
                new SqlPostgres(
                        (target, timeoutMs) -> {
                            throw PROBLEM;
                        },
                        () -> {
                            throw PROBLEM;
                        },
                        () -> {}),
                new MemoryStore(),
                events::add,
                () -> nowMs,
                ms -> {},
                () -> "0a1b2c3d");
        attempts = new Attempts(node, new ExecutorMetrics(registry), failure -> {});
    }

    private void fail(String action, int times) {
        for (int i = 0; i < times; i++) {
            attempts.failed(action, PROBLEM);
        }
    }

    private double needsHelp() {
        return registry.get("bascule_executor_needs_help").gauge().value();
    }

    @Test
    void threeFailuresInARowCallForHelpOnce() {
        fail("Clone", 2);
        assertThat(events).isEmpty();
        fail("Clone", 3);
        assertThat(events).containsExactly(new NodeNeedsHelp("demo", 0, "node1", "Clone failed 3 times: no space"));
        assertThat(needsHelp()).isEqualTo(1);
        attempts.succeeded("Clone");
        assertThat(needsHelp()).isZero();
    }

    @Test
    void eachPauseIsLongerUpToTenSeconds() {
        fail("Clone", 1);
        nowMs += 99;
        assertThat(attempts.mayTry("Clone")).isFalse();
        nowMs += 1;
        assertThat(attempts.mayTry("Clone")).isTrue();
        fail("Clone", 20);
        nowMs += 9_999;
        assertThat(attempts.mayTry("Clone")).isFalse();
        nowMs += 1;
        assertThat(attempts.mayTry("Clone")).isTrue();
    }

    @Test
    void whatNobodyTriedAgainIsForgotten() {
        fail("Promote", 3);
        nowMs += 700_000;
        attempts.forgetOld();
        assertThat(needsHelp()).isZero();
        fail("Promote", 1);
        assertThat(events).hasSize(1);
    }

    @Test
    void aRefusalThatEndsLeavesTheOtherReasonsForHelp() {
        fail("Clone", 3);
        attempts.refusing("another cluster's");
        attempts.refusing("");
        assertThat(needsHelp()).isEqualTo(1);
    }
}
