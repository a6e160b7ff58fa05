package io.bascule.executor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Timeline;
import io.bascule.events.Event;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.events.StoryEvent.WalKept;
import io.bascule.platform.PgSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that come back with something wrong, on a real PostgreSQL; see {@link RunOnPostgres}. */
@Tag("postgres")
@Timeout(300)
@SuppressWarnings("NullAway.Init")
class RecoveryOnRealPostgresTest {
    private static final long BOUND_MS = 5000;

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

    private void execute(String node, String... statements) {
        try (PgSession session = cluster.session(node)) {
            for (String statement : statements) {
                session.execute(statement, 20_000);
            }
        }
    }

    private long rows(String node, String table) {
        try (PgSession session = cluster.session(node)) {
            return session.query("select count(*) as n from " + table, BOUND_MS)
                    .getFirst()
                    .getLong("n");
        }
    }

    private boolean has(String node, String table) {
        try (PgSession session = cluster.session(node)) {
            return !session.query("select 1 from pg_class where relname = $1", BOUND_MS, table)
                    .isEmpty();
        }
    }

    private void kill(String node) throws Exception {
        cluster.stopExecutor(node);
        Native.kill(cluster.postmaster(node), Native.SIGQUIT);
        await().atMost(30, SECONDS).until(() -> !Files.exists(cluster.data(node).postmasterPid()));
    }

    private <E extends Event> E awaitEvent(Class<E> type, Predicate<E> wanted) {
        return await().atMost(60, SECONDS)
                .until(
                        () -> cluster.events.stream()
                                .filter(type::isInstance)
                                .map(type::cast)
                                .filter(wanted)
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    @Test
    void aRewindThatFailsHalfWayEndsInACloneAndItsCommitsAreCounted() throws Exception {
        cluster.close();
        cluster = new TestCluster(root, withBrokenRewind());
        cluster.form("node1", "node2", "node3");
        Instance before = cluster.instance("node1");
        cluster.stopExecutor("node1");
        cluster.promise();
        execute(
                "node1",
                "set synchronous_commit = local",
                "create table lost (i int)",
                "insert into lost values (1)",
                "insert into lost values (2)");
        cluster.promote();

        cluster.start("node1");

        cluster.awaitNewDisk("node1", before);
        NodeRejoined back = awaitEvent(NodeRejoined.class, e -> e.node().equals("node1"));
        WalKept kept = awaitEvent(WalKept.class, e -> e.node().equals("node1"));
        assertThat(back.how()).isEqualTo(NodeRejoined.How.CLONED);
        assertThat(kept.commits()).isEqualTo(3);
        assertThat(cluster.events.indexOf(kept)).isLessThan(cluster.events.indexOf(back));
        assertThat(has("node1", "lost")).isFalse();
        try (Stream<Path> files = Files.list(Path.of(kept.folder()))) {
            assertThat(files).isNotEmpty();
        }
    }

    /** A pg_rewind that has removed files when it gives up. */
    private Path withBrokenRewind() throws IOException {
        return TestCluster.withProgram(root, "pg_rewind", """
                #!/bin/sh
                for word in "$@"; do case $word in --target-pgdata=*) rm -rf "${word#*=}/base/1" ;; esac; done
                echo 'pg_rewind: error: could not write file' >&2
                exit 1
                """);
    }

    @Test
    void pausedReplayKeepsNobodyFromBeingPromotedWithEveryRow() {
        cluster.form("node1", "node2", "node3");
        execute("node2", "select pg_wal_replay_pause()");
        execute("node3", "select pg_wal_replay_pause()");
        execute("node1", "create table t (i int)", "insert into t select generate_series(1, 1000)");

        Instance chosen = cluster.failOver();

        assertThat(rows(chosen.node(), "t")).isEqualTo(1000);
    }

    @Test
    void aStandbyThatLagsPromisesLessAndFollowsTheOtherWithItsDisk() throws Exception {
        cluster.form("node1", "node2", "node3");
        Instance lagging = cluster.instance("node3");
        kill("node3");
        execute("node1", "create table t (i int)", "insert into t select generate_series(1, 1000)");
        ClusterRecord now = Objects.requireNonNull(cluster.store.record());
        cluster.next(2, Phase.REVOKING, now.primary(), now.quorums(), now.timelines());
        cluster.awaitPromises(2, 1);
        cluster.start("node3");
        List<Promise> promises = cluster.awaitPromises(2, 2);
        assertThat(position(promises, "node3")).isLessThan(position(promises, "node2"));

        Instance chosen = cluster.promote();

        assertThat(chosen.node()).isEqualTo("node2");
        cluster.awaitMember("node3", m -> m.streaming() && "node2".equals(m.following()));
        assertThat(cluster.instance("node3")).isEqualTo(lagging);
        assertThat(rows("node2", "t")).isEqualTo(1000);
    }

    private static Lsn position(List<Promise> promises, String node) {
        return promises.stream()
                .filter(p -> p.instance().node().equals(node))
                .findFirst()
                .orElseThrow()
                .position()
                .lsn();
    }

    @Test
    void aStandbyPromotedByHandIsClonedAndWhatItWroteIsKept() throws Exception {
        cluster.form("node1", "node2", "node3");
        Instance before = cluster.instance("node3");
        cluster.stopExecutor("node3");
        execute(
                "node3",
                "select pg_promote()",
                "set synchronous_commit = local",
                "create table own (i int)",
                "insert into own values (1)");

        cluster.start("node3");

        cluster.awaitNewDisk("node3", before);
        assertThat(awaitEvent(WalKept.class, e -> e.node().equals("node3")).commits())
                .isEqualTo(2);
        cluster.awaitEvent(new NodeRejoined("test", 1, "node3", NodeRejoined.How.CLONED), 2);
        assertThat(has("node3", "own")).isFalse();
    }

    /** The record knows the standby's timeline and the primary, itself on its second, does not. */
    @Test
    void aStandbyOnATimelineThatOnlyTheRecordKnowsIsClonedAndWhatItWroteIsKept() throws Exception {
        cluster.form("node1", "node2", "node3");
        String primary = cluster.failOver().node();
        String other = primary.equals("node2") ? "node3" : "node2";
        cluster.awaitMember(other, m -> m.streaming() && primary.equals(m.following()));
        Instance before = cluster.instance(other);
        cluster.stopExecutor(other);
        execute(
                other,
                "select pg_promote()",
                "set synchronous_commit = local",
                "create table own (i int)",
                "insert into own values (1)");
        ClusterRecord now = Objects.requireNonNull(cluster.store.record());
        List<Timeline> timelines = new ArrayList<>(now.timelines());
        timelines.add(new Timeline(3, now.term(), now.newestTimeline().fork()));
        cluster.next(now.term(), Phase.STEADY, now.primary(), now.quorums(), timelines);

        cluster.start(other);

        cluster.awaitNewDisk(other, before);
        assertThat(awaitEvent(WalKept.class, e -> e.node().equals(other)).commits())
                .isEqualTo(2);
        cluster.awaitEvent(new NodeRejoined("test", 2, other, NodeRejoined.How.CLONED));
        assertThat(has(other, "own")).isFalse();
    }

    @Test
    void aSlotsWalIsBoundedWarnedOfBeforeAndTheStandbyClonedAfter() throws Exception {
        cluster.form("node1", "node2", "node3");
        Instance before = cluster.instance("node2");
        kill("node2");
        execute(
                "node1",
                "alter system set wal_keep_size = 0",
                "alter system set max_slot_wal_keep_size = '64MB'",
                "select pg_reload_conf()",
                "create table t (i int)");
        for (int segments = 0; segments < 4; segments++) {
            execute("node1", "insert into t values (1)", "select pg_switch_wal()");
        }
        NodeNeedsHelp warning = awaitEvent(NodeNeedsHelp.class, e -> e.node().equals("node2"));
        assertThat(warning.what()).contains("max_slot_wal_keep_size is 64 MiB", "bring the node back");
        assertThat(slotStatus("node2")).isNotEqualTo("lost");
        for (int segments = 0; segments < 4; segments++) {
            execute("node1", "insert into t values (1)", "select pg_switch_wal()", "checkpoint");
        }

        cluster.start("node2");

        cluster.awaitNewDisk("node2", before);
        cluster.awaitEvent(new NodeRejoined("test", 1, "node2", NodeRejoined.How.CLONED), 2);
        assertThat(rows("node2", "t")).isEqualTo(8);
    }

    private String slotStatus(String standby) {
        try (PgSession session = cluster.session("node1")) {
            return session.query(
                            "select wal_status from pg_replication_slots where slot_name = $1",
                            BOUND_MS,
                            Slots.slotOf(standby, cluster.instance("node1")))
                    .getFirst()
                    .getString("wal_status");
        }
    }

    @Test
    void aWaitThatTheClientCancelsIsNoAcknowledgementAndItsCommitIsKeptAside() {
        cluster.form("node1", "node2", "node3");
        execute("node1", "create table t (i int)", "insert into t values (1)");
        cluster.promise();
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> execute("node1", "insert into t values (2)"));
        await().atMost(30, SECONDS).until(() -> cancelWaits("node1"));
        waiting.join();
        assertThat(rows("node1", "t"))
                .as("rows that can be read after the cancelled wait")
                .isEqualTo(2);

        Instance chosen = cluster.promote();

        assertThat(rows(chosen.node(), "t")).isEqualTo(1);
        assertThat(awaitEvent(WalKept.class, e -> e.node().equals("node1")).commits())
                .isEqualTo(1);
    }

    private boolean cancelWaits(String node) {
        try (PgSession session = cluster.session(node)) {
            return !session.query(
                            "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'",
                            BOUND_MS)
                    .isEmpty();
        }
    }

    @Test
    void oneNodeAloneComesBackByItselfWithItsRows() throws Exception {
        cluster.start("node1");
        cluster.found("node1");
        cluster.awaitMember("node1", m -> m.settledQuorum() == 1);
        execute("node1", "create table t (i int)", "insert into t values (1)");
        Native.kill(cluster.postmaster("node1"), Native.SIGKILL);
        cluster.awaitMember("node1", m -> m.postgres() == Postgres.EXITED);
        cluster.awaitMember("node1", m -> m.postgres() == Postgres.RUNNING && m.writableInTerm() == 1);
        execute("node1", "insert into t values (2)");
        assertThat(rows("node1", "t")).isEqualTo(2);
    }

    @Test
    void locksThatNameAProcessOfSomebodyElseAreNoObstacle() throws Exception {
        cluster.start("node1");
        cluster.found("node1");
        cluster.stopExecutor("node1");
        Paths data = cluster.data("node1");
        Path socketLock = data.run().resolve(".s.PGSQL." + cluster.port("node1") + ".lock");
        List<String> lines = Files.readAllLines(socketLock);
        Native.kill(cluster.postmaster("node1"), Native.SIGKILL);
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(socketLock, lines);
        Files.write(data.postmasterPid(), lines);

        cluster.start("node1");

        cluster.awaitMember("node1", m -> m.postgres() == Postgres.RUNNING && m.writableInTerm() == 1);
        execute("node1", "create table t (i int)");
    }

    @Test
    void aStandbyWhoseDataDirectoryIsWipedUnderItIsClonedAgain() throws Exception {
        cluster.form("node1", "node2", "node3");
        Instance before = cluster.instance("node2");
        new PgdataFiles(cluster.pgBin, cluster.data("node2")).remove();
        cluster.awaitNewDisk("node2", before);
    }

    @Test
    void anEmptyNodeOnAWipedStoreMakesNoSecondCluster() {
        cluster.form("node1", "node2");
        cluster.store.restoreWithout("e2");
        cluster.start("node4");
        cluster.awaitMember("node4", m -> m.doing().contains("has data already"));
        assertThat(Files.exists(cluster.data("node4").pgdata())).isFalse();
        assertThat(cluster.member("node1").quorum()).isNotNull();
    }
}
