package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Timeline;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.events.StoryEvent.WalKept;
import io.bascule.platform.PgSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The executor's actions against a real PostgreSQL. The lab runs them in the node's image, see {@link RunOnPostgres}. */
@Tag("postgres")
@Timeout(300)
@SuppressWarnings("NullAway.Init")
class FailoverOnRealPostgresTest {
    @TempDir
    Path root = Path.of("");

    private TestCluster cluster;

    @BeforeEach
    void begin() throws Exception {
        cluster = new TestCluster(root, TestCluster.postgres());
    }

    @AfterEach
    void end() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void bootstrapsClonesAndSettlesAQuorum() {
        cluster.form("node1", "node2", "node3");
        MemberState primary = cluster.member("node1");
        assertThat(primary.role()).isEqualTo(Role.PRIMARY);
        assertThat(primary.writableInTerm()).isEqualTo(1);
        assertThat(primary.standbys()).hasSize(2);
        try (PgSession session = cluster.session("node1")) {
            session.execute("create table t (i int); insert into t values (1)", 5000);
        }
    }

    @Test
    void theDiskOfACrashedPrimaryPromises() throws Exception {
        cluster.form("node1", "node2", "node3");
        allocateSegmentsAhead("node1");
        Native.kill(cluster.postmaster("node1"), Native.SIGKILL);
        cluster.awaitMember("node1", m -> m.postgres() == Postgres.EXITED);
        cluster.promise();
        List<Promise> promises = cluster.awaitPromises(2, 3);
        Promise crashed = promises.stream()
                .filter(p -> p.primaryOfTerm() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(promises).allSatisfy(p -> assertThat(crashed.position()).isGreaterThanOrEqualTo(p.position()));
    }

    /** What it announced as flushed ends within a record then, which nobody finds whole. */
    @Test
    void theDiskOfAPrimaryKilledAmidARecordPromises() throws Exception {
        cluster.form("node1", "node2", "node3");
        long before = cluster.member("node1").position().lsn().bytes();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try (PgSession session = cluster.session("node1")) {
                session.execute("select pg_logical_emit_message(false, 'bascule', repeat('x', 400 << 20))", 60_000);
            }
        });
        MemberState amid = cluster.awaitMember("node1", m -> m.position().lsn().bytes() > before + (32 << 20));
        Native.kill(cluster.postmaster("node1"), Native.SIGKILL);
        cluster.awaitMember("node1", m -> m.postgres() == Postgres.EXITED);
        assertThat(writing).failsWithin(Duration.ofSeconds(60));
        cluster.promise();
        assertThat(cluster.awaitPromises(2, 3)).anySatisfy(p -> {
            assertThat(p.primaryOfTerm()).isEqualTo(1);
            assertThat(p.position()).isLessThan(amid.position());
        });
    }

    @Test
    void failsOverWhenThePostmasterIsKilledAndTheOldPrimaryFollows() throws Exception {
        cluster.form("node1", "node2", "node3");
        Native.kill(cluster.postmaster("node1"), Native.SIGKILL);
        cluster.awaitMember("node1", m -> m.postgres() == Postgres.EXITED);
        Instance chosen = cluster.failOver();
        cluster.awaitMember(
                "node1",
                m -> m.streaming() && m.following() != null && m.following().equals(chosen.node()));
        cluster.awaitEvent(new NodeRejoined("test", 2, "node1", NodeRejoined.How.FOLLOWED));
        try (PgSession session = cluster.session(chosen.node())) {
            session.execute("create table t (i int)", 5000);
        }
    }

    @Test
    void anOldPrimaryWithMoreIsKeptAsideAndRewound() throws Exception {
        cluster.form("node1", "node2", "node3");
        Instance before = cluster.instance("node1");
        cluster.stopExecutor("node1");
        // Both standbys stop listening; what the old primary still writes is only its own.
        cluster.promise();
        try (PgSession session = cluster.session("node1")) {
            session.execute("set synchronous_commit = local", 5000);
            session.execute("create table lost (i int)", 5000);
            session.execute("insert into lost select generate_series(1, 10000)", 5000);
            session.execute("select pg_logical_emit_message(true, 'bascule', '')", 5000);
        }
        Instance chosen = cluster.promote();
        cluster.start("node1");
        cluster.awaitMember(
                "node1",
                m -> m.streaming() && m.following() != null && m.following().equals(chosen.node()));
        assertThat(cluster.instance("node1")).isNotEqualTo(before);
        assertThat(cluster.events)
                .anySatisfy(e -> assertThat(e)
                        .isInstanceOfSatisfying(
                                WalKept.class,
                                kept -> assertThat(kept.commits()).isEqualTo(2)));
        cluster.awaitEvent(new NodeRejoined("test", 2, "node1", NodeRejoined.How.REWOUND));
        try (PgSession session = cluster.session("node1")) {
            assertThat(session.query("select 1 from pg_class where relname = 'lost'", 5000))
                    .isEmpty();
        }
    }

    @Test
    void aSwitchoverStopsCleanlyAndTheOldPrimaryFollowsWithItsDisk() throws IOException {
        cluster.form("node1", "node2", "node3");
        Instance old = cluster.instance("node1");
        ClusterRecord now = Objects.requireNonNull(cluster.store.record());
        allocateSegmentsAhead("node1");
        cluster.next(1, Phase.DRAINING, old, now.quorums(), now.timelines());
        MemberState stopped = cluster.awaitMember("node1", m -> m.postgres() == Postgres.STOPPED_CLEANLY);
        for (String standby : List.of("node2", "node3")) {
            cluster.awaitMember(standby, m -> m.position().lsn().equals(stopped.shutdownLsn()));
        }
        cluster.promise();
        assertThat(cluster.awaitPromises(2, 3)).anySatisfy(p -> {
            assertThat(p.instance()).isEqualTo(old);
            assertThat(p.primaryOfTerm()).isEqualTo(1);
            assertThat(p.position().lsn()).isEqualTo(stopped.shutdownLsn());
        });
        cluster.promote();
        cluster.awaitMember("node1", MemberState::streaming);
        assertThat(cluster.instance("node1")).isEqualTo(old);
    }

    /** As PostgreSQL keeps them for later: nothing in them tells a reader where the WAL ends. */
    private void allocateSegmentsAhead(String node) throws IOException {
        Path wal = cluster.data(node).wal();
        byte[] zeros = new byte[16 << 20];
        for (int number = 0x10; number < 0x18; number++) {
            Files.write(wal.resolve("00000001000000000000%04X".formatted(number)), zeros);
        }
    }

    @Test
    void aDrainGivenUpStartsThePrimaryAgain() {
        cluster.form("node1", "node2");
        ClusterRecord now = Objects.requireNonNull(cluster.store.record());
        cluster.next(1, Phase.DRAINING, now.primary(), now.quorums(), now.timelines());
        cluster.awaitMember("node1", m -> m.postgres() == Postgres.STOPPED_CLEANLY);
        cluster.next(1, Phase.STEADY, now.primary(), now.quorums(), now.timelines());
        cluster.awaitMember("node1", m -> m.writableInTerm() == 1 && m.settledQuorum() > 0);
    }

    @Test
    void anotherExecutorTakesOverAndPostgresNeverStopped() throws Exception {
        cluster.form("node1", "node2");
        long before = cluster.postmaster("node1");
        cluster.stopExecutor("node1");
        cluster.stopExecutor("node2");
        cluster.start("node1");
        cluster.start("node2");
        cluster.awaitMember("node2", MemberState::streaming);
        cluster.awaitMember("node1", m -> m.writableInTerm() == 1 && m.settledQuorum() > 0);
        assertThat(cluster.postmaster("node1")).isEqualTo(before);
        Native.kill(before, Native.SIGKILL);
        cluster.awaitMember("node1", m -> m.postgres() == Postgres.EXITED);
        cluster.awaitMember("node1", m -> m.writableInTerm() == 1 && m.settledQuorum() > 0);
    }

    @Test
    void aRevocationThatEndsWithTheOldPrimaryTakesItsStandbysBack() {
        cluster.form("node1", "node2", "node3");
        cluster.promise();
        ClusterRecord now = Objects.requireNonNull(cluster.store.record());
        List<Quorum> quorums = new ArrayList<>(now.quorums());
        quorums.add(cluster.quorum(2, 1, "node2", "node3"));
        cluster.next(2, Phase.PROMOTING, now.primary(), quorums, now.timelines());
        cluster.awaitMember("node1", m -> m.writableInTerm() == 2);
        cluster.awaitMember("node2", MemberState::streaming);
        cluster.awaitMember("node1", m -> m.settledQuorum() == quorums.getLast().version());
        assertThat(cluster.member("node1").timeline()).isEqualTo(1);
    }

    @Test
    void aRestoredEtcdIsRefusedAndPostgresServesOn() throws Exception {
        cluster.form("node1", "node2");
        long before = cluster.postmaster("node1");
        cluster.store.restoreWithout("e2");
        try (PgSession session = cluster.session("node1")) {
            session.execute("create table t (i int)", 5000);
        }
        assertThat(cluster.postmaster("node1")).isEqualTo(before);
    }

    @Test
    void dataOfAnotherClusterIsRefused() throws Exception {
        cluster.start("node1");
        cluster.found("node1");
        ClusterRecord now = Objects.requireNonNull(cluster.store.record());
        cluster.store.record(new ClusterRecord(
                now.cluster(),
                "1",
                now.version() + 1,
                now.term(),
                now.phase(),
                now.primary(),
                now.quorums(),
                now.timelines(),
                now.decision()));
        cluster.awaitMember("node1", m -> m.doing().contains("system identifier"));
        assertThat(Files.exists(cluster.data("node1").postmasterPid())).isTrue();
    }

    @Test
    void aStandbyWhoseWalIsGoneIsClonedAgain() throws Exception {
        cluster.form("node1", "node2", "node3");
        Instance before = cluster.instance("node2");
        cluster.stopExecutor("node2");
        Native.kill(cluster.postmaster("node2"), Native.SIGQUIT);
        // It would make the dropped slot anew, which would keep the WAL that is there then.
        cluster.stopExecutor("node1");
        try (PgSession session = cluster.session("node1")) {
            session.execute("alter system set wal_keep_size = 0", 5000);
            session.execute("select pg_reload_conf()", 5000);
            session.execute("create table t (i int)", 5000);
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> !session.query(
                                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots"
                                            + " where slot_name like 'bascule\\_node2\\_%' and not active",
                                    5000)
                            .isEmpty());
            for (int i = 0; i < 4; i++) {
                session.execute("insert into t values (1); select pg_switch_wal()", 5000);
                session.execute("checkpoint", 20_000);
            }
        }
        cluster.start("node1");
        cluster.start("node2");
        cluster.awaitNewDisk("node2", before);
    }

    /** The other disk's timeline 2 could be another, and the WAL of both would become one. */
    @Test
    void aStandbyLeftAloneStreamsNothingFromTheDiskThatReplacedItsPrimarys() throws Exception {
        cluster.form("node1", "node2", "node3");
        Instance before = cluster.instance("node1");
        cluster.stopExecutor("node3");
        ClusterRecord now = Objects.requireNonNull(cluster.store.record());
        cluster.next(2, Phase.REVOKING, now.primary(), now.quorums(), now.timelines());
        Instance node2 = cluster.awaitPromises(2, 1).getFirst().instance();
        List<Quorum> quorums = List.of(now.quorum(), cluster.quorum(2, 0));
        cluster.next(2, Phase.PROMOTING, node2, quorums, now.timelines());
        MemberState made = cluster.awaitMember("node2", m -> m.writableInTerm() == 2);
        List<Timeline> timelines = new ArrayList<>(now.timelines());
        timelines.add(new Timeline(made.timeline(), 2, Objects.requireNonNull(made.forkLsn())));
        cluster.next(2, Phase.STEADY, node2, List.of(quorums.getLast()), timelines);
        cluster.awaitMember("node1", MemberState::streaming);

        new PgdataFiles(cluster.pgBin, cluster.data("node1")).remove();
        cluster.awaitNewDisk("node1", before);

        String refused = "replication slot \"bascule_node3_on_%s\" does not exist".formatted(before.disk());
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() ->
                        Files.readString(cluster.data("node3").postgresLog()).contains(refused));
        cluster.start("node3");
        cluster.awaitMember("node3", m -> m.streaming() && "node2".equals(m.following()));
    }

    @Test
    void whatAlterSystemWeakensIsTakenBack() {
        cluster.start("node1");
        cluster.found("node1");
        try (PgSession session = cluster.session("node1")) {
            session.execute("alter system set synchronous_commit = off", 5000);
            session.execute("select pg_reload_conf()", 5000);
        }
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
            try (PgSession session = cluster.session("node1")) {
                return session.query("select current_setting('synchronous_commit') as s", 5000)
                        .getFirst()
                        .getString("s")
                        .equals("on");
            }
        });
    }
}
