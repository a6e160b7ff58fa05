package io.bascule.executor;

import io.bascule.core.node.Disk;
import io.bascule.core.node.NodeView;
import io.bascule.core.node.Postgres;
import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.node.TimelineTerms;
import io.bascule.core.record.ByNode;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Seen;
import io.bascule.events.Lsn;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.executor.NodeState.Making;
import io.bascule.platform.PgFailure;
import io.bascule.platform.StoreSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads the store, the disk and PostgreSQL into one {@link Sight}, and keeps on disk what must not be forgotten. */
final class Reader {
    private static final Logger LOG = Logger.getLogger(Reader.class);

    private final Node node;
    private final PrimaryDuty duty;
    private final LongTasks tasks;
    private final WalGap walGap;
    private final ExecutorMetrics metrics;
    private final String versionProblem;
    private Map<String, String> addresses = Map.of();

    private long storeAnsweredMs;
    private long recordSinceMs;
    private boolean refusing;
    private @Nullable Look lastLook;
    private boolean lookIsFresh;
    private @Nullable PgFailure lookRefused;
    private @Nullable Lsn endBeforeStop;
    private boolean allReplayed;
    private boolean cutShown;
    private @Nullable Lsn stoppedEnd;
    private @Nullable Lsn shutdownLsn;
    private boolean endSought;

    Reader(
            Node node,
            PrimaryDuty duty,
            LongTasks tasks,
            WalGap walGap,
            ExecutorMetrics metrics,
            String versionProblem) {
        this.node = node;
        this.duty = duty;
        this.tasks = tasks;
        this.walGap = walGap;
        this.metrics = metrics;
        this.versionProblem = versionProblem;
        this.storeAnsweredMs = node.clock().nowMs();
        this.recordSinceMs = storeAnsweredMs;
    }

    Sight read() {
        lookRefused = null;
        lookIsFresh = false;
        StoreSnapshot snapshot = node.store().snapshot();
        boolean answers = believe(snapshot);
        snapshot.members().values().forEach(this::learnAddress);
        DataDirectory.Finding finding = node.data().inspect(node.state().get());
        if (finding.data() != Disk.Data.EMPTY && finding.data() != Disk.Data.UNUSABLE && tasks.running() == null) {
            node.postmaster().adopt();
        }
        // One that was asked to stop takes no connections: each try would only be a process more to end.
        Look look = node.postmaster().alive() && !node.postmaster().stopAsked() ? look() : null;
        if (node.postmaster().alive()) {
            stoppedEnd = null;
            shutdownLsn = null;
            endSought = false;
        } else {
            allReplayed = false;
            cutShown = false;
            rememberEnd();
            lastLook = null;
        }
        if (tasks.running() != null) {
            // What ended there is another disk soon.
            endBeforeStop = null;
            stoppedEnd = null;
            shutdownLsn = null;
            endSought = false;
        }
        boolean primary = look != null && !look.inRecovery();
        Optional<List<Walsender>> asked = primary && lookIsFresh ? walsenders() : Optional.empty();
        if (!primary) {
            duty.see(look, List.of());
        } else if (asked.isPresent()) {
            duty.see(look, asked.get());
        }
        List<Walsender> walsenders = asked.orElse(List.of());
        if (look != null && node.state().get().making() == Making.FRESH) {
            node.state().update(s -> s.withMaking(Making.NOTHING));
            finding = new DataDirectory.Finding(Disk.Data.PRESENT, "");
        }
        Disk disk = disk(finding, look);
        NodeState state = node.state().get();
        NodeView view = new NodeView(
                node.name(),
                state.record(),
                node.clock().nowMs() - recordSinceMs,
                answers,
                node.clock().nowMs() - storeAnsweredMs,
                addresses,
                snapshot.members(),
                snapshot.promises(),
                snapshot.initClaim(),
                disk,
                postgres(look),
                tasks.running());
        boolean stoppedPrimary = disk.data() == Disk.Data.PRESENT && !disk.standby();
        boolean endPending = stoppedPrimary && !node.postmaster().alive() && tasks.running() == null && !endSought;
        return new Sight(view, look, walsenders, shutdownLsn, endPending, state.seen(), snapshot.settings());
    }

    /** Those of members that are away are remembered. */
    private void learnAddress(MemberState member) {
        if (!member.address().equals(addresses.get(member.node()))) {
            Map<String, String> more = new HashMap<>(addresses);
            more.put(member.node(), member.address());
            addresses = ByNode.copyOf(more);
        }
    }

    /** Where the WAL of a stopped primary ends; apart from {@link #read}, since the exit is announced before. */
    void findEnd() {
        // R1: a backend that outlives its postmaster may still commit.
        node.postmaster().clearLeftovers();
        DataDirectory.Ended ended = node.data().end();
        stoppedEnd = ended.end();
        shutdownLsn = ended.cleanly() ? stoppedEnd : null;
        endSought = true;
        LOG.infof(
                "PostgreSQL is down, %s, its WAL ends at %s", ended.cleanly() ? "cleanly" : "not cleanly", stoppedEnd);
    }

    /** R7: what is older than what was seen is refused in words, and the node goes on by what it knew. */
    private boolean believe(StoreSnapshot snapshot) {
        Seen seen = node.state().get().seen();
        Seen shown = snapshot.seen();
        boolean known = snapshot.reachable() || snapshot.record() != null;
        boolean refused = known && seen.refuses(shown);
        if (refused != refusing) {
            refusing = refused;
            metrics.refusing(refused);
            if (refused) {
                LOG.errorf(
                        "etcd %s shows term %d version %d, but term %d version %d was seen here: it is refused until it"
                                + " is seated above all nodes' terms; PostgreSQL goes on",
                        shown.etcdClusterId(), shown.term(), shown.version(), seen.term(), seen.version());
            }
        }
        if (!refused && snapshot.record() != null && !shown.equals(seen)) {
            node.state().remember(s -> s.withSeen(shown, snapshot.record()));
            recordSinceMs = node.clock().nowMs();
        }
        boolean answers = snapshot.reachable() && !refused;
        if (answers) {
            storeAnsweredMs = node.clock().nowMs();
        } else if (snapshot.record() == null && node.state().get().record() == null) {
            // R8: that there is no record is known only from when the store answers.
            recordSinceMs = node.clock().nowMs();
        }
        return answers;
    }

    /** What it last said before it stopped answering. */
    private void rememberEnd() {
        if (lastLook != null) {
            endBeforeStop = lastLook.end();
        }
    }

    /** Nobody is listened to, and all that is in the files was replayed: what is shown from here on is the end (R3, R4). */
    void endShown() {
        allReplayed = true;
        cutShown = true;
    }

    private @Nullable Look look() {
        try {
            Look answer = node.postgres().look().orElse(null);
            if (answer == null && node.postmaster().stopAsked()) {
                rememberEnd();
            }
            lastLook = answer;
            lookIsFresh = true;
        } catch (PgFailure e) {
            // It takes connections or keeps them, but does not answer: as it was when it last did.
            LOG.debugf("PostgreSQL does not answer: %s", e.getMessage());
            lookRefused = e.kind() == PgFailure.Kind.ERROR ? e : null;
        }
        return lastLook;
    }

    /** With what error PostgreSQL answered the last look, or null. */
    @Nullable
    PgFailure lookRefused() {
        return lookRefused;
    }

    /** Whether PostgreSQL answered in the last reading, rather than what it said before being shown. */
    boolean lookAnswered() {
        return lookIsFresh && lastLook != null;
    }

    /** Nothing where PostgreSQL did not answer: that is not the same as no walsender (R2). */
    private Optional<List<Walsender>> walsenders() {
        try {
            return Optional.of(node.postgres().walsenders());
        } catch (PgFailure e) {
            LOG.debugf("the walsenders are not known: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private Disk disk(DataDirectory.Finding finding, @Nullable Look look) {
        String problem = finding.problem().isEmpty() ? versionProblem : finding.problem();
        if (!problem.isEmpty()) {
            return new Disk(Disk.Data.UNUSABLE, problem, null, null, false, 0, 0, null, 0, 0, 0, false);
        }
        NodeState state = node.state().get();
        if (finding.data() == Disk.Data.EMPTY || finding.data() == Disk.Data.INCOMPLETE) {
            return new Disk(finding.data(), "", null, null, false, 0, 0, null, state.promisedTerm(), 0, 0, false);
        }
        int timeline = look != null && look.timeline() != 0
                ? look.timeline()
                : node.data().lastTimeline();
        Map<Integer, Long> learnt = TimelineTerms.learn(timeline, state.timelines(), state.record(), state.source());
        if (!learnt.equals(state.timelines())) {
            state = node.state().update(s -> s.withTimelines(learnt));
        }
        boolean standby = look != null ? look.inRecovery() : node.data().isStandby();
        return new Disk(
                finding.data(),
                "",
                state.instance(node.name()),
                node.data().systemIdentifier(),
                standby,
                timeline,
                TimelineTerms.termOf(timeline, state.timelines(), state.record(), state.source()),
                end(look, standby),
                state.promisedTerm(),
                state.primaryTerm(),
                state.promotingTerm(),
                walGap.found().isPresent());
    }

    private @Nullable Lsn end(@Nullable Look look, boolean standby) {
        if (look != null) {
            return look.inRecovery() && mayHaveMore(look) ? null : look.end();
        }
        if (node.postmaster().alive()) {
            return null;
        }
        // A standby that was asked to stop has no more than it last said; one that crashed is started to ask it.
        boolean stoppedStandby = standby && node.postmaster().stopAsked();
        return stoppedStandby ? endBeforeStop : stoppedEnd;
    }

    private boolean mayHaveMore(Look look) {
        if (node.state().get().following() == null) {
            // A cut that failed halfway may have left the WAL receiver, and what was seen before it is no end.
            return !cutShown || !lookIsFresh;
        }
        cutShown = false;
        // Consistent and answering, a standby may still have WAL of its own to replay before it asks for more.
        return look.received() == null && !allReplayed;
    }

    private Postgres postgres(@Nullable Look look) {
        Postmaster postmaster = node.postmaster();
        Postgres.Process process;
        if (!postmaster.alive()) {
            process = postmaster.exited() ? Postgres.Process.EXITED : Postgres.Process.DOWN;
        } else if (postmaster.stopAsked()) {
            process = Postgres.Process.STOPPING;
        } else {
            process = look == null ? Postgres.Process.STARTING : Postgres.Process.RUNNING;
        }
        return new Postgres(
                process,
                postmaster.forMs(),
                postmaster.unexpectedExits(),
                look != null && look.inRecovery(),
                node.state().get().following(),
                duty.streaming(),
                duty.shownQuorum(),
                duty.stoppedAlone());
    }
}
