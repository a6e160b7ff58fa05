package io.bascule.executor;

import io.bascule.core.node.TimelineTerms;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Promise;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.PromiseGiven;
import io.bascule.events.WalPosition;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes a standby listen to nobody, so that what it has can be promised (R4). */
final class Cutting {
    private static final Logger LOG = Logger.getLogger(Cutting.class);

    private static final long RECEIVER_BOUND_MS = 2000;
    private static final long REPLAY_BOUND_MS = 5000;

    /** Replay that waits for readers on the standby is freed after this: a failover outranks a report. */
    private static final long READERS_BOUND_MS = 500;

    private static final long LOOK_EVERY_MS = 2;

    private final Node node;
    private @Nullable WalPosition highest;

    Cutting(Node node) {
        this.node = node;
    }

    /** R4: the cut is on disk before the promise is, and the promise there before it is in the store. */
    void cutAndPromise(long term) {
        long beganMs = node.clock().nowMs();
        node.state().update(s -> s.withPromise(term).cut());
        WalPosition end = cutOff();
        // R1: a primary's disk that was chosen again, but not promoted, still has all that it ever acknowledged.
        promise(term, end, node.state().get().primaryTerm());
        LOG.infof("promised term %d at %s after %d ms", term, end, node.clock().nowMs() - beganMs);
    }

    /** R1: the intact disk of a stopped primary stands for every quorum of its own term and earlier ones. */
    void promiseStopped(long term, @Nullable WalPosition end) {
        if (end == null) {
            throw new ExecutorProblem("where the WAL of the stopped primary ends cannot be told, so it cannot promise;"
                    + " see pg_waldump on " + node.paths().wal());
        }
        node.postmaster().clearLeftovers();
        node.state().update(s -> s.withPromise(term).cut());
        promise(term, end, node.state().get().primaryTerm());
        LOG.infof("promised term %d for the stopped disk at %s", term, end);
    }

    /** Ends the WAL receiver for good and waits until all that was received is replayed; the end of the WAL. */
    WalPosition cutOff() {
        node.state().update(NodeState::cut);
        node.conf().writeCut();
        node.postmaster().reload();
        endReceivers();
        Lsn end = awaitReplay();
        int timeline = node.data().lastTimeline();
        NodeState state = node.state().get();
        Map<Integer, Long> learnt = TimelineTerms.learn(timeline, state.timelines(), state.record(), state.source());
        node.state().update(s -> s.withTimelines(learnt));
        return new WalPosition(TimelineTerms.termOf(timeline, learnt, state.record(), state.source()), end);
    }

    /**
     * Until none is left. The startup process may launch another with the old connection string before it has read the
     * new one, but without the password file that one cannot log in.
     */
    private void endReceivers() {
        long untilMs = node.clock().nowMs() + RECEIVER_BOUND_MS;
        while (true) {
            if (node.postgres().endReceivers() == 0) {
                return;
            }
            if (node.clock().nowMs() > untilMs) {
                throw new ExecutorProblem("the WAL receiver has not ended within " + RECEIVER_BOUND_MS
                        + " ms, so nothing is promised; it may hang on the disk");
            }
            node.pause().ms(LOOK_EVERY_MS);
        }
    }

    private Lsn awaitReplay() {
        long beganMs = node.clock().nowMs();
        Lsn idleAt = null;
        boolean readersCancelled = false;
        while (true) {
            LocalPostgres.Replay replay = node.postgres().replay();
            Lsn received = replay.received();
            Lsn replayed = replay.replayed();
            if (replay.paused()) {
                node.postgres().resumeReplay();
            }
            if (replayed != null) {
                if (received != null && replayed.atLeast(received)) {
                    return replayed;
                }
                // The rest may be the beginning of a record whose end never came: then the startup process idles.
                if (replay.idle() && replayed.equals(idleAt)) {
                    return Lsn.max(replayed, received == null ? Lsn.ZERO : received);
                }
                idleAt = replay.idle() ? replayed : null;
            }
            long waitedMs = node.clock().nowMs() - beganMs;
            if (waitedMs > READERS_BOUND_MS && !readersCancelled) {
                readersCancelled = true;
                node.postgres().cancelReaders();
            }
            if (waitedMs > REPLAY_BOUND_MS) {
                throw new ExecutorProblem("replay is at " + replayed + " and has not reached the end of the WAL "
                        + received + " within " + REPLAY_BOUND_MS + " ms; it goes on, and the promise is tried again");
            }
            node.pause().ms(LOOK_EVERY_MS);
        }
    }

    private void promise(long term, WalPosition end, long primaryOfTerm) {
        // R4: below what this disk had before, its word is void, and giving it would only mislead.
        if (highest != null
                && highest.term() == end.term()
                && highest.lsn().compareTo(end.lsn()) > 0
                // What a running primary announced as flushed may end within a record, which no restart finds whole.
                && !node.data().endsWithinARecord(end.lsn(), highest.lsn())) {
            throw new ExecutorProblem("the WAL ends at " + end + ", below " + highest
                    + " that this disk announced before: the disk lost writes, so it promises nothing; check it, and"
                    + " clone the node");
        }
        NodeState state = node.state().get();
        Instance instance = state.instance(node.name());
        if (instance == null) {
            throw new ExecutorProblem("the data directory has no identity; clone the node");
        }
        node.store()
                .promise(
                        new Promise(term, instance, end, node.data().lastKnownTimeline(), primaryOfTerm, state.seen()));
        node.events().publish(new PromiseGiven(node.cluster(), term, node.name(), end));
    }

    /** Remembers what was announced; a new disk begins anew. */
    void announced(@Nullable WalPosition end, boolean sameDisk) {
        if (!sameDisk) {
            highest = null;
        }
        if (end != null && (highest == null || end.compareTo(highest) > 0)) {
            highest = end;
        }
    }
}
