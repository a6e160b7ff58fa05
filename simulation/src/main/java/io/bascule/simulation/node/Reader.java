package io.bascule.simulation.node;

import io.bascule.core.node.Disk;
import io.bascule.core.node.NodeView;
import io.bascule.core.node.Postgres;
import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.node.TimelineTerms;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Seen;
import io.bascule.events.Lsn;
import io.bascule.executor.NodeState;
import io.bascule.executor.NodeState.Making;
import io.bascule.platform.StoreSnapshot;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Server;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the store, the disk and PostgreSQL into one {@link Sight}; follows the real Reader line by line. */
final class Reader {
    static final String SYSTEM = "7300000000000000001";

    private final Self self;
    private final Map<String, String> addresses = new HashMap<>();
    private long storeAnsweredMs;
    private long recordSinceMs;
    private Server.@Nullable Look lastLook;
    private boolean lookIsFresh;
    private @Nullable Lsn endBeforeStop;
    private boolean allReplayed;
    private boolean cutShown;
    private @Nullable Lsn stoppedEnd;
    private @Nullable Lsn shutdownLsn;
    private boolean endSought;

    Reader(Self self) {
        this.self = self;
        this.storeAnsweredMs = self.nowMs();
        this.recordSinceMs = storeAnsweredMs;
    }

    Sight read() {
        StoreSnapshot snapshot = self.store().snapshot();
        boolean answers = believe(snapshot);
        snapshot.members().values().forEach(m -> addresses.put(m.node(), m.address()));
        Disk.Data data = data();
        if (data != Disk.Data.EMPTY && self.tasks().running() == null) {
            self.postmaster().adopt();
        }
        boolean alive = self.postmaster().alive();
        Server.Look look = alive ? look() : null;
        if (alive) {
            stoppedEnd = null;
            shutdownLsn = null;
            endSought = false;
        } else {
            allReplayed = false;
            cutShown = false;
            rememberEnd();
            lastLook = null;
        }
        if (self.tasks().running() != null) {
            endBeforeStop = null;
            stoppedEnd = null;
            shutdownLsn = null;
            endSought = false;
        }
        List<Walsender> walsenders = List.of();
        if (look == null || look.inRecovery()) {
            self.duty().seeNone();
        } else if (lookIsFresh) {
            walsenders = self.server().walsenders();
            self.duty().see(java.util.Objects.requireNonNull(look.flushed()), look.timeline(), walsenders);
        }
        if (look != null && self.file().isFresh()) {
            self.file().update(s -> s.withMaking(Making.NOTHING));
            data = Disk.Data.PRESENT;
        }
        Disk disk = disk(data, look);
        NodeState state = self.file().get();
        NodeView view = new NodeView(
                self.name(),
                state.record(),
                self.nowMs() - recordSinceMs,
                answers,
                self.nowMs() - storeAnsweredMs,
                addresses,
                snapshot.members(),
                snapshot.promises(),
                snapshot.initClaim(),
                disk,
                postgres(look),
                self.tasks().running());
        boolean stoppedPrimary = disk.data() == Disk.Data.PRESENT && !disk.standby();
        boolean endPending =
                stoppedPrimary && !self.postmaster().alive() && self.tasks().running() == null && !endSought;
        return new Sight(view, look, walsenders, shutdownLsn, endPending, state.seen(), snapshot.settings());
    }

    void findEnd() {
        if (!self.scene().broken(Mutation.LEFTOVER_BACKENDS_IGNORED)) {
            self.server().clearLeftovers();
        }
        stoppedEnd = self.server().dir().end();
        shutdownLsn = self.server().dir().isClean() ? stoppedEnd : null;
        endSought = true;
    }

    private boolean believe(StoreSnapshot snapshot) {
        Seen seen = self.file().get().seen();
        Seen shown = snapshot.seen();
        boolean known = snapshot.reachable() || snapshot.record() != null;
        boolean trusting = self.scene().broken(Mutation.OLDER_ETCD_BELIEVED)
                || self.scene().broken(Mutation.ORDER_WITHOUT_TERM);
        boolean refused = known && seen.refuses(shown) && !trusting;
        ClusterRecord record = snapshot.record();
        if (!refused && record != null && !shown.equals(seen)) {
            self.file().remember(s -> s.withSeen(shown, record));
            recordSinceMs = self.nowMs();
        }
        boolean answers = snapshot.reachable() && !refused;
        if (answers) {
            storeAnsweredMs = self.nowMs();
        }
        return answers;
    }

    private Disk.Data data() {
        if (!self.server().hasData()) {
            return Disk.Data.EMPTY;
        }
        return self.file().hasHalfACopy()
                ? Disk.Data.INCOMPLETE
                : self.file().isFresh() ? Disk.Data.FRESH : Disk.Data.PRESENT;
    }

    private void rememberEnd() {
        if (lastLook != null) {
            endBeforeStop = end(lastLook);
        }
    }

    void endShown() {
        allReplayed = true;
        cutShown = true;
    }

    private Server.@Nullable Look look() {
        lookIsFresh = false;
        Server server = self.server();
        if (server.program().isFrozen()) {
            return lastLook;
        }
        Server.Look answer = server.answers() ? server.look() : null;
        if (answer == null && self.postmaster().stopAsked()) {
            rememberEnd();
        }
        lastLook = answer;
        lookIsFresh = true;
        return lastLook;
    }

    /** The end of a node's WAL, as the real Look has it. */
    static Lsn end(Server.Look look) {
        Lsn received = look.received();
        Lsn replayed = look.replayed();
        Lsn flushed = look.flushed();
        return flushed != null
                ? flushed
                : Lsn.max(received == null ? Lsn.ZERO : received, replayed == null ? Lsn.ZERO : replayed);
    }

    private Disk disk(Disk.Data data, Server.@Nullable Look look) {
        NodeState state = self.file().get();
        if (data == Disk.Data.EMPTY || data == Disk.Data.INCOMPLETE) {
            return new Disk(data, "", null, null, false, 0, 0, null, state.promisedTerm(), 0, 0, false);
        }
        int timeline = look != null && look.timeline() != 0
                ? look.timeline()
                : self.server().dir().lastTimeline();
        Map<Integer, Long> learnt = TimelineTerms.learn(timeline, state.timelines(), state.record(), state.source());
        if (!learnt.equals(state.timelines())) {
            self.file().update(s -> s.withTimelines(learnt));
            state = self.file().get();
        }
        boolean standby = look != null ? look.inRecovery() : self.server().dir().isStandby();
        return new Disk(
                data,
                "",
                self.file().instance(self.name()),
                SYSTEM,
                standby,
                timeline,
                termOf(timeline),
                end(look, standby),
                promised(state),
                state.primaryTerm(),
                promoting(state, look),
                look != null && self.server().isStranded());
    }

    long termOf(int timeline) {
        NodeState state = self.file().get();
        ClusterRecord record = state.record();
        if (self.scene().broken(Mutation.TIMELINE_TERM_FORGOTTEN) && record != null) {
            return record.timeline(timeline)
                    .map(t -> t.term())
                    .orElse(state.source().term());
        }
        return TimelineTerms.termOf(timeline, state.timelines(), record, state.source());
    }

    private long promised(NodeState state) {
        return self.scene().broken(Mutation.ORDER_WITHOUT_TERM) ? 0 : state.promisedTerm();
    }

    private long promoting(NodeState state, Server.@Nullable Look look) {
        ClusterRecord record = state.record();
        boolean hidden = self.scene().broken(Mutation.PROMISE_BEFORE_PROMOTION_STOPS)
                && record != null
                && record.phase() == Phase.REVOKING
                && look != null
                && look.inRecovery();
        return hidden ? 0 : state.promotingTerm();
    }

    private @Nullable Lsn end(Server.@Nullable Look look, boolean standby) {
        if (look != null) {
            boolean open = look.inRecovery()
                    && mayHaveMore(look)
                    && !self.scene().broken(Mutation.END_TAKEN_FROM_REPLAY_UNDER_WAY);
            return open ? null : end(look);
        }
        if (self.postmaster().alive()) {
            return null;
        }
        boolean stoppedStandby = standby && self.postmaster().stopAsked();
        return stoppedStandby ? endBeforeStop : stoppedEnd;
    }

    private boolean mayHaveMore(Server.Look look) {
        if (self.file().get().following() == null) {
            return !cutShown || !lookIsFresh;
        }
        cutShown = false;
        return look.received() == null && !allReplayed;
    }

    private Postgres postgres(Server.@Nullable Look look) {
        Postmaster postmaster = self.postmaster();
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
                self.file().get().following(),
                self.duty().standbys().size(),
                self.duty().shownQuorum(),
                self.duty().stoppedAlone());
    }
}
