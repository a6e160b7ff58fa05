package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.events.StoryEvent;
import io.bascule.events.StoryEvent.FailoverBlocked;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.events.StoryEvent.RequestRefused;
import io.bascule.events.StoryEvent.RevocationStalled;
import io.bascule.events.StoryEvent.WalKept;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.write.Audit;
import io.bascule.lab.write.Writers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators change and ask for while the cluster runs. */
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
class OperatorsTest {
    private static final int SOME_WRITES = 200;
    private static final String DEFAULTS = "{\"durability\": \"QUORUM\", \"paused\": false}";

    private TestCluster cluster;

    @BeforeEach
    void wholeCluster(TestCluster cluster) {
        this.cluster = cluster;
        cluster.awaitWhole();
    }

    @AfterEach
    void defaults() {
        cluster.cluster().settings(DEFAULTS);
    }

    @Test
    void durabilityIsChangedBothWaysWhileThePrimaryIsAlone() throws SQLException {
        String primary = cluster.cluster().primary();
        long term = cluster.cluster().state().term();
        List<String> standbys = cluster.standbys();
        try (Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            cluster.docker("stop", standbys);
            try {
                awaitWaitingWrite(primary);
                assertThat(cluster.cluster().state().record())
                        .as("QUORUM without a standby")
                        .satisfies(r -> assertThat(r.quorum().acks()).isOne());

                cluster.cluster().settings("{\"durability\": \"AVAILABLE\"}");

                cluster.awaitRecord("the primary stands alone", r -> r.quorum().acks() == 0);
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
                cluster.cluster().settings("{\"durability\": \"QUORUM\"}");
                writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            } finally {
                cluster.docker("start", standbys);
            }
            cluster.awaitWhole();
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            Audit audit = writers.stopAndAudit();
            assertThat(audit.isClean()).as(audit.toString()).isTrue();
        }
        cluster.assertStillIn(term);
    }

    /** Asks the primary itself: a session waits for a standby. */
    private void awaitWaitingWrite(String primary) {
        String ask =
                "PGPASSWORD=$(cat /run/bascule/secrets/superuser) \"$BASCULE_PG_BIN/psql\" -h 127.0.0.1 -U postgres"
                        + " -X -At -c \"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'\" postgres";
        Wait.until(
                TestCluster.BOUND_MS,
                () -> cluster.exec(primary, ask).strip().equals(Integer.toString(Writers.COUNT)) ? Boolean.TRUE : null,
                () -> "Not all writers wait for a standby.");
    }

    @Test
    void aPrimaryThatStoodAloneIsGivenUpOnlyWithConsentAndItsCommitsAreCounted() throws SQLException {
        String primary = cluster.cluster().primary();
        List<String> standbys = cluster.standbys();
        int rows = 7;
        cluster.cluster().settings("{\"durability\": \"AVAILABLE\"}");
        try (EventTail events = cluster.events()) {
            sql("CREATE TABLE alone (number int)");
            cluster.docker("stop", standbys);
            try {
                cluster.awaitRecord(
                        "the primary stands alone",
                        r -> r.quorums().size() == 1 && r.quorum().acks() == 0);
                for (int row = 0; row < rows; row++) {
                    sql("INSERT INTO alone VALUES (" + row + ")");
                }
                cluster.docker("kill", List.of(primary));
            } finally {
                cluster.docker("start", standbys);
            }
            try {
                events.await(
                        0,
                        TestCluster.BOUND_MS,
                        "a page that only its own disk has every commit",
                        event -> event instanceof FailoverBlocked e && e.why().contains("stood alone"));
                ClusterRecord before = cluster.awaitRecord("it stays so", r -> r.hasPrimary(primary));
                awaitRefusalForConsent();

                cluster.cluster().failover(true);

                cluster.awaitRecord(
                        "a standby is primary",
                        r -> r.phase() == Phase.STEADY && r.term() > before.term() && !r.hasPrimary(primary));
            } finally {
                cluster.docker("start", List.of(primary));
            }
            events.await(
                    0,
                    TestCluster.BOUND_MS,
                    "what only " + primary + " had is kept, and counted",
                    event -> event instanceof WalKept e && e.node().equals(primary) && e.commits() == rows);
            events.await(
                    0,
                    TestCluster.BOUND_MS,
                    primary + " is rewound",
                    event -> event instanceof NodeRejoined e
                            && e.node().equals(primary)
                            && e.how() == NodeRejoined.How.REWOUND);
            cluster.awaitWhole();
            assertThat(count("alone")).isZero();
            sql("DROP TABLE alone");
        }
    }

    @Test
    void aPrimaryThatIsLostWithAStandbyIsGivenUpOnlyWithConsent() throws SQLException {
        String primary = cluster.cluster().primary();
        String left = cluster.standbys().getFirst();
        List<String> gone = List.of(primary, cluster.standbys().getLast());
        try (EventTail events = cluster.events()) {
            sql("CREATE TABLE kept AS SELECT generate_series(1, 100) AS number");
            cluster.docker("kill", gone);
            try {
                events.await(
                        0,
                        TestCluster.BOUND_MS,
                        "a page that promises are missing",
                        event -> event instanceof RevocationStalled e
                                && e.wayOut().contains("accept the loss"));
                awaitRefusalForConsent();

                cluster.cluster().failover(true);

                cluster.awaitRecord(
                        "the one that is left is primary", r -> r.phase() == Phase.STEADY && r.hasPrimary(left));
            } finally {
                cluster.docker("start", gone);
            }
            cluster.awaitWhole();
            // Nobody wrote when they were killed, so that here nothing was lost by it.
            assertThat(count("kept")).isEqualTo(100);
            sql("DROP TABLE kept");
        }
    }

    private void awaitRefusalForConsent() {
        Wait.until(
                TestCluster.BOUND_MS,
                () -> failoverRefusal().contains("give acceptLoss=true") ? Boolean.TRUE : null,
                () -> "A failover is refused not only for want of consent: " + failoverRefusal());
    }

    private String failoverRefusal() {
        try {
            cluster.cluster().failover(false);
            return "not refused";
        } catch (LabFailure e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aFailoverWithAcceptedLossIsRefusedWhereNothingNeedBeLost() {
        assertThatThrownBy(() -> cluster.cluster().failover(true))
                .isInstanceOf(LabFailure.class)
                .hasMessageContaining("did not stand alone");
    }

    /** It was taken in a term that a failover has ended since; nobody waits for its answer any more. */
    @Test
    void aRequestThatIsRefusedAfterItWasTakenIsTold() {
        String overtaken =
                "{\"id\":\"overtaken\",\"term\":0,\"candidate\":null,\"requestedBy\":\"ana\",\"acceptsLoss\":false}";
        try (EventTail events = cluster.events()) {
            cluster.exec("etcd1", "etcdctl put /bascule/test/switchover '" + overtaken + "'");

            StoryEvent told = events.await(
                            0, TestCluster.BOUND_MS, "a refusal", event -> event instanceof RequestRefused)
                    .event();

            assertThat(told).isInstanceOfSatisfying(RequestRefused.class, refused -> {
                assertThat(refused.id()).isEqualTo("overtaken");
                assertThat(refused.requestedBy()).isEqualTo("ana");
                assertThat(refused.because()).contains("overtaken");
            });
        }
    }

    @Test
    void duringAPauseASwitchoverByHandWorksAndNothingFailsOverByItself() {
        String first = cluster.cluster().primary();
        cluster.cluster().settings("{\"paused\": true}");
        try (EventTail events = cluster.events();
                Writers writers = Writers.start(cluster.database())) {
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            cluster.cluster().switchover(null);
            ClusterRecord byHand =
                    cluster.awaitRecord("a switchover by hand", r -> r.phase() == Phase.STEADY && !r.hasPrimary(first));
            cluster.awaitWhole();
            Fault.POSTMASTER.inject(cluster.cluster(), byHand.primary().node());
            events.await(
                    0,
                    TestCluster.BOUND_MS,
                    "a page that automation is paused",
                    event -> event instanceof FailoverBlocked e && e.why().contains("paused"));
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            cluster.assertStillIn(byHand.term());

            cluster.cluster().settings("{\"paused\": false}");

            cluster.awaitWhole();
            Fault.POSTMASTER.inject(cluster.cluster(), byHand.primary().node());
            cluster.awaitRecord("a failover by itself", r -> r.phase() == Phase.STEADY && r.term() > byHand.term());
            cluster.awaitWhole();
            writers.awaitAcknowledgements(SOME_WRITES, TestCluster.BOUND_MS);
            Audit audit = writers.stopAndAudit();
            assertThat(audit.isClean()).as(audit.toString()).isTrue();
        }
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = cluster.database().connect("bascule_lab_test");
                Statement session = connection.createStatement()) {
            session.execute(statement);
        }
    }

    private int count(String table) throws SQLException {
        try (Connection connection = cluster.database().connect("bascule_lab_test");
                Statement session = connection.createStatement();
                ResultSet rows = session.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
