package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.events.StoryEvent.WritesRouted;
import io.bascule.lab.cluster.Docker;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.trial.Trial;
import io.bascule.lab.trial.Trials;
import io.bascule.lab.write.Audit;
import io.bascule.lab.write.Writers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens when a part beside PostgreSQL fails, and that people hear of it. */
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
class ServicesTest {
    private static final Duration BOUND = Duration.ofMillis(TestCluster.BOUND_MS);
    private static final int SOME_WRITES = 200;

    private TestCluster cluster;

    @BeforeEach
    void wholeCluster(TestCluster cluster) {
        this.cluster = cluster;
        cluster.awaitWhole();
    }

    @Test
    void aKilledExecutorCostsNotOneWrite() {
        String primary = cluster.cluster().primary();
        long term = cluster.cluster().state().term();
        String executor = "cat /etc/bascule/sv/node-executor/supervise/pid";
        String before = cluster.exec(primary, executor).strip();
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            cluster.exec(primary, "kill -9 " + before);
            await("a new executor")
                    .atMost(BOUND)
                    .until(() -> !cluster.exec(primary, executor).strip().matches(before + "|"));
            cluster.awaitWhole();
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);

            Audit audit = writers.stopAndAudit();

            assertThat(writers.ledger().failures()).as("what writers noticed").isEmpty();
            assertThat(audit.isClean()).as(audit.toString()).isTrue();
        }
        assertThat(cluster.cluster().primary()).isEqualTo(primary);
        cluster.assertStillIn(term);
    }

    @Test
    void aRestartedHaproxyIsRoutedAgain() {
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            Docker.run("restart", "--time", "0", cluster.endpoints().container("haproxy"));
            cluster.awaitWhole();
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);

            Audit audit = writers.stopAndAudit();

            assertThat(audit.isClean()).as(audit.toString()).isTrue();
        }
    }

    @Test
    void theOnCallIsToldAlsoWhenTheirChannelFailsAtFirst() {
        cluster.cluster().webhook("DELETE", "/received");
        cluster.cluster().webhook("POST", "/fail?next=2");
        Trial trial = new Trials(cluster.cluster(), cluster.database(), null, step -> {}).run(Fault.POSTMASTER);

        await("pages about " + trial.from() + " and " + trial.to())
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(cluster.cluster().webhook("GET", "/received"))
                        .contains("io.bascule.PrimarySuspected.v1", trial.from(), trial.to()));
    }

    /** Kafka's client reckons its reconnects by the wall clock: it would stay away for as long as that was set back. */
    @Test
    void aClockThatIsSetBackSilencesNobody() {
        List<String> struck = List.of("router", "notifier");
        String before = starts(struck);
        try {
            struck.forEach(service -> cluster.exec(service, "fault clock 7200000"));
            cluster.docker("kill", cluster.endpoints().kafka());
            struck.forEach(service -> await(service + " has tried to reconnect by the clock that is ahead")
                    .atMost(BOUND)
                    .until(
                            () -> cluster.exec(service, "cat /proc/net/tcp /proc/net/tcp6 2> /dev/null || true"),
                            ServicesTest::isConnecting));
        } finally {
            struck.forEach(service -> cluster.exec(service, "fault off"));
            cluster.docker("start", cluster.endpoints().kafka());
        }
        await("each of them is started anew")
                .atMost(BOUND)
                .until(() -> starts(struck).lines().noneMatch(before::contains));
        cluster.awaitWhole();
        try (EventTail events = cluster.events()) {
            cluster.cluster().switchover(null);
            events.await(0, TestCluster.BOUND_MS, "WritesRouted, by the router", WritesRouted.class::isInstance);
        }
        await("the notifier's word of the new primary")
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(cluster.cluster().webhook("GET", "/received"))
                        .contains(cluster.cluster().primary() + " is the primary in term "
                                + cluster.cluster().state().term()));
    }

    /** A line for each: when Docker started its process, to the nanosecond. */
    private String starts(List<String> services) {
        List<String> words = new ArrayList<>(List.of("inspect", "--format", "{{.State.StartedAt}}"));
        services.forEach(service -> words.add(cluster.endpoints().container(service)));
        return Docker.run(words.toArray(String[]::new));
    }

    /** SYN_SENT to Kafka's port, 9092, in the kernel's hexadecimal table (proc(5)). */
    private static boolean isConnecting(String connections) {
        return connections.lines().anyMatch(line -> line.contains(":2384 02 "));
    }

    @Test
    void aDataDirectoryOfAnotherClusterIsRefusedInWords() {
        String standby = cluster.endpoints().nodes().stream()
                .filter(node -> !node.equals(cluster.cluster().primary()))
                .findFirst()
                .orElseThrow();
        cluster.exec(
                standby,
                "umask 077 && \"$BASCULE_PG_BIN/initdb\" --no-sync -k -U postgres -A scram-sha-256"
                        + " --pwfile=/run/bascule/secrets/superuser -D \"$BASCULE_DATA/foreign\" > /dev/null");
        try (EventTail events = cluster.events()) {
            cluster.inStoppedNode(standby, "mv pgdata own && mv foreign pgdata");
            try {
                events.await(
                        0,
                        TestCluster.BOUND_MS,
                        standby + " says that its data directory is another cluster's",
                        event -> event instanceof NodeNeedsHelp e
                                && e.node().equals(standby)
                                && e.what().contains("identifier"));
            } finally {
                cluster.inStoppedNode(standby, "mv pgdata foreign && mv own pgdata && rm -rf foreign");
            }
            cluster.awaitWhole();
        }
    }
}
