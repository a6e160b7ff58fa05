package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.lab.cluster.Docker;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.write.Audit;
import io.bascule.lab.write.Writers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** R10: with etcd, Kafka or the Java processes away, PostgreSQL goes on serving, and no writer notices. */
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
class StoresAwayTest {
    private static final int SOME_WRITES = 200;
    private static final long A_MINUTE_MS = 60_000;

    /** Far beyond what monitors, leases and sessions wait for. */
    private static final long A_WHILE_MS = 20_000;

    /** A standby that does not answer is given up by then, where commits waited for it at all. */
    private static final long STALL_BOUND_MS = 5000;

    private static final List<String> ETCD = List.of("etcd1", "etcd2", "etcd3");
    private static final List<String> KAFKA = List.of("kafka1", "kafka2", "kafka3");
    private static final List<String> NODE_SERVICES = List.of("node-executor", "health-monitor");

    private TestCluster cluster;

    @BeforeEach
    void wholeCluster(TestCluster cluster) {
        this.cluster = cluster;
        cluster.awaitWhole();
    }

    static Stream<List<String>> stores() {
        List<String> both = new ArrayList<>(ETCD);
        both.addAll(KAFKA);
        return Stream.of(ETCD, KAFKA, both);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void noWriteFailsWhileStoresAreAway(List<String> stores) {
        whileAway(A_MINUTE_MS, () -> docker("kill", stores), () -> docker("start", stores));
    }

    @Test
    void noWriteFailsWhileEveryJavaProcessIsAway() {
        List<String> services = new ArrayList<>(List.of("election1", "election2", "router", "notifier"));
        services.addAll(KAFKA);
        whileAway(
                A_WHILE_MS,
                () -> {
                    docker("kill", services);
                    onNodes("down");
                    onNodes("kill");
                },
                () -> {
                    onNodes("up");
                    docker("start", services);
                });
    }

    @Test
    void aFailoverGoesOnWhereTheCopyThatBeganItDies() {
        String before = cluster.cluster().primary();
        String standby = standbys(before).getFirst();
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            // Both standbys have to promise, so a failover stays where it is until this one can.
            executor(standby, "STOP");
            Fault.NODE.inject(cluster.cluster(), before);
            String copy = "";
            try {
                copy = Wait.until(
                        TestCluster.BOUND_MS,
                        () -> whoRevokes(cluster.cluster().state().record()),
                        () -> "no revocation though " + before + " is dead");
                docker("kill", List.of(copy));
                executor(standby, "CONT");
                Wait.until(
                        TestCluster.BOUND_MS,
                        () -> cluster.cluster()
                                .state()
                                .primary()
                                .filter(p -> !p.equals(before))
                                .orElse(null),
                        () -> "no other primary though only an election copy is away");
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            } finally {
                executor(standby, "CONT");
                docker(
                        "start",
                        Stream.of(before, copy).filter(name -> !name.isEmpty()).toList());
            }
            cluster.awaitWhole();
            assertClean(writers);
        }
    }

    private static @Nullable String whoRevokes(@Nullable ClusterRecord record) {
        return record != null && record.phase() == Phase.REVOKING
                ? record.decision().by()
                : null;
    }

    private void executor(String node, String signal) {
        cluster.exec(node, "kill -" + signal + " $(cat /etc/bascule/sv/node-executor/supervise/pid)");
    }

    @ParameterizedTest
    @EnumSource(names = {"FROZEN", "CUT"})
    void aStandbyThatIsSilentStallsNoWriterWhereAnotherAnswers(Fault fault) {
        String primary = cluster.cluster().primary();
        long term = cluster.cluster().state().term();
        for (String standby : standbys(primary)) {
            try (Writers writers = Writers.start(cluster.database())) {
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
                long brokenNanos = System.nanoTime();
                fault.inject(cluster.cluster(), standby);
                try {
                    writeFor(writers, STALL_BOUND_MS + 2000);
                } finally {
                    fault.heal(cluster.cluster(), standby);
                }
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
                cluster.awaitWhole();

                assertThat(writers.ledger().failures())
                        .as("what writers noticed")
                        .isEmpty();
                assertThat(writers.ledger().longestGap(brokenNanos).ms())
                        .as("the longest wait of a write while " + standby + " was " + fault.words())
                        .isLessThan(STALL_BOUND_MS);
                assertClean(writers);
            }
        }
        cluster.assertStillIn(term);
    }

    /** Writers write all the time, and notice nothing; nobody changes the primary. */
    private void whileAway(long awayMs, Runnable remove, Runnable bringBack) {
        long term = cluster.cluster().state().term();
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            remove.run();
            try {
                writeFor(writers, awayMs);
            } finally {
                bringBack.run();
            }
            cluster.awaitWhole();
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);

            assertThat(writers.ledger().failures()).as("what writers noticed").isEmpty();
            assertClean(writers);
        }
        cluster.assertStillIn(term);
    }

    private static void writeFor(Writers writers, long ms) {
        long since = System.nanoTime();
        while (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) < ms) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
        }
    }

    private static void assertClean(Writers writers) {
        Audit audit = writers.stopAndAudit();
        assertThat(audit.isClean()).as(audit.toString()).isTrue();
    }

    private List<String> standbys(String primary) {
        return cluster.endpoints().nodes().stream()
                .filter(node -> !node.equals(primary))
                .toList();
    }

    private void docker(String what, List<String> services) {
        List<String> command = new ArrayList<>(List.of(what));
        services.forEach(service -> command.add(cluster.endpoints().container(service)));
        Docker.run(command.toArray(String[]::new));
    }

    private void onNodes(String what) {
        for (String node : cluster.endpoints().nodes()) {
            for (String service : NODE_SERVICES) {
                cluster.exec(node, "sv " + what + " /etc/bascule/sv/" + service);
            }
        }
    }
}
