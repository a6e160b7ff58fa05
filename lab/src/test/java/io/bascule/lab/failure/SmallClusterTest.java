package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Phase;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.trial.Trial;
import io.bascule.lab.trial.Trials;
import io.bascule.lab.write.Audit;
import io.bascule.lab.write.Writers;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A cluster that has one node, and then two, and never had more. Runs first, and leaves the other tests the cluster of
 * three that it grows to: another one need not be started for it.
 */
@Tag("cluster")
@Order(1)
@ExtendWith(ClusterExtension.class)
class SmallClusterTest {
    private static final int SOME_WRITES = 200;

    @Test
    void oneNodeServesTwoFailOverAndAThirdJoins(@OfNodes(1) TestCluster cluster) {
        assertThat(record(cluster).quorum().acks())
                .as("whom commits of one node wait for")
                .isZero();
        aLonePostmasterIsStartedInPlace(cluster);

        cluster.grow(2);
        assertThat(voters(cluster)).as("voters once a second node is there").containsExactly("node2");
        aKilledPostmasterIsFollowedByTheOther(cluster, "node1", "node2");
        aKilledMachineIsFollowedByTheOther(cluster, "node2", "node1");

        cluster.grow(3);
        assertThat(voters(cluster)).as("voters of three").containsExactlyInAnyOrder("node2", "node3");
    }

    private static void aLonePostmasterIsStartedInPlace(TestCluster cluster) {
        long term = record(cluster).term();
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            Fault.POSTMASTER.inject(cluster.cluster(), "node1");
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            assertThat(writers.ledger().failures()).as("what writers noticed").isNotEmpty();
            cluster.awaitWhole();
            assertNothingLost(writers);
        }
        assertThat(record(cluster).term())
                .as("the term, with nobody to fail over to")
                .isEqualTo(term);
    }

    private static void aKilledPostmasterIsFollowedByTheOther(TestCluster cluster, String from, String to) {
        Trial trial = new Trials(cluster.cluster(), cluster.database(), null, step -> {}).run(Fault.POSTMASTER);

        assertThat(List.of(trial.from(), trial.to())).containsExactly(from, to);
        assertThat(trial.audit().isClean()).as(trial.audit().toString()).isTrue();
        assertThat(voters(cluster)).as("voters once %s is back", from).containsExactly(from);
    }

    /** The other takes over at once, and writes wait until it has a standby again. */
    private static void aKilledMachineIsFollowedByTheOther(TestCluster cluster, String from, String to) {
        long term = record(cluster).term();
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            Fault.NODE.inject(cluster.cluster(), from);
            try {
                cluster.awaitRecord(
                        to + " is primary", r -> r.phase() == Phase.STEADY && r.term() > term && r.hasPrimary(to));
            } finally {
                Fault.NODE.heal(cluster.cluster(), from);
            }
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            cluster.awaitWhole();
            assertNothingLost(writers);
        }
        assertThat(voters(cluster)).as("voters once %s is back", from).containsExactly(from);
    }

    private static ClusterRecord record(TestCluster cluster) {
        return cluster.awaitRecord("a record", r -> true);
    }

    private static List<String> voters(TestCluster cluster) {
        return record(cluster).quorum().voters().stream().map(Instance::node).toList();
    }

    private static void assertNothingLost(Writers writers) {
        Audit audit = writers.stopAndAudit();
        assertThat(audit.isClean()).as(audit.toString()).isTrue();
    }
}
