package io.bascule.executor;

import io.bascule.core.node.TimelineTerms;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Promise;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.PromiseGiven;
import io.bascule.events.WalPosition;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.util.List;
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

    private static final String RECEIVERS = """
            select pid from pg_stat_activity where backend_type = 'walreceiver'""";

    private static final String REPLAY = """
            select pg_last_wal_receive_lsn()::text as received, pg_last_wal_replay_lsn()::text as replayed,
              pg_is_wal_replay_paused() as paused,
              (select wait_event from pg_stat_activity where backend_type = 'startup') as waits_for""";

    private static final String CANCEL_READERS = """
            select pg_cancel_backend(pid) from pg_stat_activity
            where backend_type = 'client backend' and backend_xmin is not null and pid <> pg_backend_pid()""";

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
        int timeline = WalFiles.lastTimeline(node.paths().wal());
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
            List<Row> receivers = node.postgres().query(RECEIVERS);
            if (receivers.isEmpty()) {
                return;
            }
            // By the system call: pg_terminate_backend knows no auxiliary process, and a WAL receiver is one.
            receivers.forEach(row -> Native.kill(row.getInteger("pid"), Native.SIGTERM));
            if (node.clock().nowMs() > untilMs) {
                throw new ExecutorProblem("the WAL receiver has not ended within " + RECEIVER_BOUND_MS
                        + " ms, so nothing is promised; it may hang on the disk");
            }
            pause();
        }
    }

    private Lsn awaitReplay() {
        long beganMs = node.clock().nowMs();
        Lsn idleAt = null;
        boolean readersCancelled = false;
        while (true) {
            Row row = node.postgres().query(REPLAY).getFirst();
            Lsn received = LocalPostgres.lsn(row, "received");
            Lsn replayed = LocalPostgres.lsn(row, "replayed");
            if (Boolean.TRUE.equals(row.getBoolean("paused"))) {
                node.postgres().query("select pg_wal_replay_resume()");
            }
            if (replayed != null) {
                if (received != null && replayed.atLeast(received)) {
                    return replayed;
                }
                // The rest may be the beginning of a record whose end never came: then the startup process idles.
                boolean idles = isIdle(row.getString("waits_for"));
                if (idles && replayed.equals(idleAt)) {
                    return Lsn.max(replayed, received == null ? Lsn.ZERO : received);
                }
                idleAt = idles ? replayed : null;
            }
            long waitedMs = node.clock().nowMs() - beganMs;
            if (waitedMs > READERS_BOUND_MS && !readersCancelled) {
                readersCancelled = true;
                node.postgres().query(CANCEL_READERS);
            }
            if (waitedMs > REPLAY_BOUND_MS) {
                throw new ExecutorProblem("replay is at " + replayed + " and has not reached the end of the WAL "
                        + received + " within " + REPLAY_BOUND_MS + " ms; it goes on, and the promise is tried again");
            }
            pause();
        }
    }

    private static boolean isIdle(@Nullable String waitEvent) {
        return "RecoveryRetrieveRetryInterval".equals(waitEvent) || "RecoveryWalStream".equals(waitEvent);
    }

    private void promise(long term, WalPosition end, long primaryOfTerm) {
        // R4: below what this disk had before, its word is void, and giving it would only mislead.
        if (highest != null
                && highest.term() == end.term()
                && highest.lsn().compareTo(end.lsn()) > 0
                && !isAllThere(end.lsn(), highest.lsn())) {
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
                .promise(new Promise(
                        term,
                        instance,
                        end,
                        WalFiles.lastKnownTimeline(node.paths().wal()),
                        primaryOfTerm,
                        state.seen()));
        node.events().publish(new PromiseGiven(node.cluster(), term, node.name(), end));
    }

    /** What a running primary announced as flushed may end within a record, which no restart finds whole. */
    private boolean isAllThere(Lsn end, Lsn announced) {
        long segmentBytes =
                ControlData.read(node.pgBin(), node.paths().pgdata()).segmentBytes();
        Path wal = node.paths().wal();
        return WalPages.endsWithinARecord(wal, WalFiles.lastTimeline(wal), end, announced, segmentBytes);
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

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutorProblem("interrupted", e);
        }
    }
}
