package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.events.StoryEvent.FailoverBlocked;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.trial.Trial;
import io.bascule.lab.trial.Trials;
import io.bascule.lab.write.Audit;
import io.bascule.lab.write.Writers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More is lost than a primary: every node at once, a data directory, a third of the cluster, all of etcd. */
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
class RecoveryTest {
    private static final int SOME_WRITES = 200;
    private static final List<String> ETCD = List.of("etcd1", "etcd2", "etcd3");

    private TestCluster cluster;

    @BeforeEach
    void wholeCluster(TestCluster cluster) {
        this.cluster = cluster;
        cluster.awaitWhole();
    }

    @Test
    void allNodesKilledAtOnceComeBackWithEveryRowAndTheFirstAloneIsNotElected() {
        String primary = cluster.cluster().primary();
        String first = cluster.standbys().getFirst();
        String second = cluster.standbys().getLast();
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            long term = cluster.cluster().state().term();
            try {
                cluster.docker("kill", cluster.endpoints().nodes());
                cluster.docker("start", List.of(first));
                awaitPromise(first, term);
                assertThat(cluster.cluster().state().record())
                        .as("the record while only %s of all nodes is back", first)
                        .satisfies(r -> assertThat(r.phase()).isEqualTo(Phase.REVOKING));
                cluster.docker("start", List.of(second));
                cluster.awaitRecord("a primary of two", r -> r.phase() == Phase.STEADY && r.term() > term);
            } finally {
                cluster.docker("start", List.of(first, second, primary));
            }
            cluster.awaitWhole();
            assertNothingLost(writers);
        }
    }

    /** The other orders: the one above has the primary last. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void allNodesKilledAtOnceComeBackWhereverThePrimaryIsInTheOrder(int primarysPlace) {
        List<String> order = new ArrayList<>(cluster.standbys());
        order.add(primarysPlace, cluster.cluster().primary());
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            cluster.docker("kill", order);
            for (String node : order) {
                cluster.docker("start", List.of(node));
                awaitServices(node);
            }
            cluster.awaitWhole();
            assertNothingLost(writers);
        }
    }

    private void awaitServices(String node) {
        Wait.until(
                TestCluster.BOUND_MS,
                () -> cluster.exec(node, "http-ok 8008 /liveness && echo yes || true")
                                .isBlank()
                        ? null
                        : Boolean.TRUE,
                () -> node + "'s services do not answer");
    }

    private void awaitPromise(String node, long term) {
        Wait.until(
                TestCluster.BOUND_MS,
                () -> {
                    MemberState member = cluster.cluster().state().members().get(node);
                    return member != null && member.promisedTerm() > term ? member : null;
                },
                () -> node + " promised nothing. " + cluster.cluster().missing());
    }

    @Test
    void aPrimaryWhoseDataIsWipedIsClonedAndNoRowIsLost() {
        String primary = cluster.cluster().primary();
        long term = cluster.cluster().state().term();
        try (Writers writers = Writers.start(cluster.database());
                EventTail events = cluster.events()) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            cluster.docker("kill", List.of(primary));
            try {
                cluster.inVolumesOf(primary, "bascule/node:dev", "rm -rf \"$BASCULE_DATA\"/*");
                cluster.awaitRecord("another primary", r -> r.phase() == Phase.STEADY && r.term() > term);
            } finally {
                cluster.docker("start", List.of(primary));
            }
            events.await(
                    0,
                    TestCluster.BOUND_MS,
                    primary + " is cloned",
                    event -> event instanceof NodeRejoined e
                            && e.node().equals(primary)
                            && e.how() == NodeRejoined.How.CLONED);
            cluster.awaitWhole();
            assertNothingLost(writers);
        }
    }

    @Test
    void twoNodesAloneFailOverAndGoOnWhenTheOtherIsBack() {
        String away = cluster.standbys().getFirst();
        String other = cluster.standbys().getLast();
        String primary = cluster.cluster().primary();
        cluster.docker("stop", List.of(away));
        try {
            ClusterRecord two = cluster.awaitRecord(
                    "only " + other + " votes",
                    r -> r.quorums().size() == 1 && voters(r).equals(List.of(other)));
            try (Writers writers = Writers.start(cluster.database())) {
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
                Fault.POSTMASTER.inject(cluster.cluster(), primary);
                cluster.awaitRecord(other + " is primary", r -> r.term() > two.term() && r.hasPrimary(other));
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
                assertNothingLost(writers);
            }
        } finally {
            cluster.docker("start", List.of(away));
        }
        cluster.awaitWhole();
    }

    private static List<String> voters(ClusterRecord record) {
        return record.quorum().voters().stream().map(Instance::node).toList();
    }

    @Test
    void aWipedEtcdStopsNoWriteIsPagedAndReseated() {
        String primary = cluster.cluster().primary();
        try (Writers writers = Writers.start(cluster.database());
                EventTail events = cluster.events()) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            long term = cluster.cluster().state().term();
            whileEtcdIsDown("rm -rf *");
            events.await(
                    0,
                    TestCluster.BOUND_MS,
                    "a page that etcd was emptied",
                    event -> event instanceof FailoverBlocked e && e.why().contains("emptied"));
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            assertThatThrownBy(() -> cluster.cluster().switchover(null))
                    .isInstanceOf(LabFailure.class)
                    .hasMessageContaining("etcd was emptied");
            awaitRefusalOnlyForConsent(primary);
            assertThat(cluster.cluster().state().record()).as("without consent").isNull();

            assertThat(cluster.cluster().reseat(true)).contains(primary + " is primary of term");

            cluster.awaitWhole();
            assertThat(cluster.cluster().primary()).isEqualTo(primary);
            assertThat(cluster.cluster().state().term()).isGreaterThan(term);
            assertThat(writers.ledger().failures()).as("what writers noticed").isEmpty();
            assertNothingLost(writers);
        }
        Trial after = new Trials(cluster.cluster(), cluster.database(), null, step -> {}).run(Fault.NODE);
        assertThat(after.to()).isNotEqualTo(primary);
        assertThat(after.audit().isClean()).as(after.audit().toString()).isTrue();
    }

    /** R7: it shows a primary and a term that have passed, under the same identity. */
    @Test
    void anEtcdRestoredFromABackupIsPagedAndReseated() {
        whileEtcdIsDown("cp -a member backup");
        String before = cluster.cluster().primary();
        try (EventTail events = cluster.events()) {
            Trials.switchover(cluster.cluster(), TestCluster.BOUND_MS);
            cluster.awaitRecord("a switchover", r -> r.phase() == Phase.STEADY && !r.hasPrimary(before));
            cluster.awaitWhole();
            ClusterRecord newest =
                    Objects.requireNonNull(cluster.cluster().state().record());
            try (Writers writers = Writers.start(cluster.database())) {
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
                whileEtcdIsDown("rm -rf member && mv backup member");
                events.await(
                        0,
                        TestCluster.BOUND_MS,
                        "a page that etcd came back older",
                        event -> event instanceof FailoverBlocked e && e.why().contains("came back older"));
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
                String primary = newest.primary().node();
                awaitRefusalOnlyForConsent(primary);

                assertThat(cluster.cluster().reseat(true)).contains(primary + " is primary of term");

                cluster.awaitWhole();
                assertThat(cluster.cluster().primary()).isEqualTo(primary);
                assertThat(cluster.cluster().state().term()).isGreaterThan(newest.term());
                assertThat(writers.ledger().failures())
                        .as("what writers noticed")
                        .isEmpty();
                assertNothingLost(writers);
            }
        }
    }

    /** In each member's data directory. */
    private void whileEtcdIsDown(String command) {
        cluster.docker("kill", ETCD);
        try {
            ETCD.forEach(
                    etcd -> cluster.inVolumesOf(etcd, "bascule/etcd:dev", "cd /var/lib/bascule/etcd && " + command));
        } finally {
            cluster.docker("start", ETCD);
        }
    }

    /** The nodes announce themselves in the new etcd one after the other. */
    private void awaitRefusalOnlyForConsent(String primary) {
        Wait.until(
                TestCluster.BOUND_MS,
                () -> refusal().contains("it needs your consent, consent=true: " + primary) ? Boolean.TRUE : null,
                () -> "A reseat is refused not only for want of consent: " + refusal());
    }

    private String refusal() {
        try {
            return "not refused: " + cluster.cluster().reseat(false);
        } catch (LabFailure e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void assertNothingLost(Writers writers) {
        writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
        Audit audit = writers.stopAndAudit();
        assertThat(audit.isClean()).as(audit.toString()).isTrue();
    }
}
