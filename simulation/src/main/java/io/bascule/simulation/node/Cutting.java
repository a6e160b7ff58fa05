package io.bascule.simulation.node;

import io.bascule.core.node.TimelineTerms;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import io.bascule.executor.NodeState;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Conf;
import io.bascule.simulation.postgres.Server;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a standby listen to nobody, so that what it has can be promised (R4); the real one's steps in its order. */
final class Cutting {
    private static final long RECEIVER_BOUND_MS = 2000;
    private static final long REPLAY_BOUND_MS = 5000;

    private final Self self;
    private final Reader reader;
    private @Nullable WalPosition highest;
    private @Nullable Lsn end;
    private @Nullable Lsn idleAt;

    Cutting(Self self, Reader reader) {
        this.self = self;
        this.reader = reader;
    }

    /** What a standby's own synchronous_standby_names is. */
    static Quorum standbyNames(Self self) {
        boolean open =
                self.scene().broken(Mutation.STANDBY_FAILS_OPEN) || self.scene().broken(Mutation.PROMOTED_BEFORE_NAMES);
        return open ? Conf.NOBODY : Conf.FAIL_CLOSED;
    }

    Script cutAndPromise(long term) {
        boolean enforced = !self.scene().broken(Mutation.PROMISE_IN_STORE_BEFORE_DISK);
        Script script = new Script();
        if (enforced) {
            script.then(() -> {
                boolean forgotten = self.scene().broken(Mutation.PROMISE_FORGOTTEN_AT_RESTART);
                if (forgotten) {
                    self.file().remember(s -> s.withPromise(term).cut());
                } else {
                    self.file().update(s -> s.withPromise(term).cut());
                }
            });
        }
        script.then(cutOff(enforced));
        script.then(() -> promise(term, position(), self.file().get().primaryTerm()));
        return enforced
                ? script
                : script.then(() -> self.file().update(s -> s.withPromise(term).cut()));
    }

    Script promiseStopped(long term, @Nullable WalPosition at) {
        return new Script()
                .then(() -> {
                    if (at == null) {
                        throw new Script.Failed("where the WAL ends cannot be told");
                    }
                    if (!self.scene().broken(Mutation.LEFTOVER_BACKENDS_IGNORED)) {
                        self.server().clearLeftovers();
                    }
                    self.file().update(s -> s.withPromise(term).cut());
                })
                .then(() -> promise(
                        term,
                        java.util.Objects.requireNonNull(at),
                        self.scene().broken(Mutation.STOPPED_DISK_SPEAKS_FOR_ALL_TERMS)
                                ? term
                                : self.file().get().primaryTerm()));
    }

    Script cutOff() {
        return cutOff(true);
    }

    private Script cutOff(boolean kept) {
        Script script = new Script()
                .then(() -> {
                    end = null;
                    idleAt = null;
                    if (kept && !self.scene().broken(Mutation.PROMISE_FORGOTTEN_AT_RESTART)) {
                        self.file().update(NodeState::cut);
                    }
                })
                .then(this::writeCut)
                .then(() -> self.server().reload());
        if (!self.scene().broken(Mutation.PROMISE_BEFORE_THE_RECEIVER_IS_GONE)) {
            script.await(self, RECEIVER_BOUND_MS, "the WAL receiver has not ended", this::receiverIsGone);
        }
        return script.await(self, REPLAY_BOUND_MS, "replay has not reached the end", this::replayIsAtEnd)
                .then(this::nameTimeline);
    }

    void writeCut() {
        String password = self.scene().broken(Mutation.CUT_KEEPS_THE_PASSWORD) ? "*" : "";
        self.server().write(new Conf(null, null, standbyNames(self)), password);
    }

    private Server.Look look() {
        if (!self.server().answers()) {
            throw new Script.Failed("PostgreSQL does not answer");
        }
        return self.server().look();
    }

    private boolean receiverIsGone() {
        look();
        if (!self.server().hasReceiver()) {
            return true;
        }
        self.server().endReceiver();
        return false;
    }

    private boolean replayIsAtEnd() {
        Server.Look look = look();
        Lsn received = look.received();
        Lsn replayed = look.replayed();
        if (self.scene().broken(Mutation.RECEIVED_ALONE)) {
            end = received == null ? Lsn.ZERO : received;
            return true;
        }
        if (replayed == null) {
            return false;
        }
        if (received != null && replayed.atLeast(received)) {
            end = replayed;
            return true;
        }
        boolean idles = self.server().replayIdles();
        if (idles && replayed.equals(idleAt)) {
            end = Lsn.max(replayed, received == null ? Lsn.ZERO : received);
            return true;
        }
        idleAt = idles ? replayed : null;
        return false;
    }

    private void nameTimeline() {
        int timeline = self.server().dir().lastTimeline();
        NodeState state = self.file().get();
        Map<Integer, Long> learnt = TimelineTerms.learn(timeline, state.timelines(), state.record(), state.source());
        self.file().remember(s -> s.withTimelines(learnt));
        if (!self.scene().broken(Mutation.PROMISE_FORGOTTEN_AT_RESTART)) {
            self.file().flush();
        }
        reader.endShown();
    }

    private WalPosition position() {
        return new WalPosition(
                reader.termOf(self.server().dir().lastTimeline()), java.util.Objects.requireNonNull(end));
    }

    private void promise(long term, WalPosition at, long primaryOfTerm) {
        WalPosition before = highest;
        if (before != null && before.term() == at.term() && before.lsn().compareTo(at.lsn()) > 0) {
            throw new Script.Failed("the WAL ends at " + at + ", below " + before);
        }
        NodeState state = self.file().get();
        Instance instance = self.file().instance(self.name());
        if (instance == null) {
            throw new Script.Failed("the data directory has no identity");
        }
        self.server().promised(term);
        self.store()
                .promise(new Promise(
                        term, instance, at, self.server().dir().lastKnownTimeline(), primaryOfTerm, state.seen()));
    }

    void announced(@Nullable WalPosition at, boolean sameDisk) {
        if (!sameDisk) {
            highest = null;
        }
        if (at != null && (highest == null || at.compareTo(highest) > 0)) {
            highest = at;
        }
    }
}
