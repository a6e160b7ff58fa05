package io.bascule.monitor;

import io.bascule.core.probe.Sight;
import io.bascule.core.record.ClusterRecord;
import io.bascule.events.Lsn;
import io.bascule.events.Probe;
import io.bascule.events.Probe.PostgresStatus;
import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreSnapshot;
import io.bascule.platform.Wakeup;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Publishes what the probers see: every 250 ms, and at once when something changed. */
final class Monitor {
    static final long HEARTBEAT_MS = 250;

    /** A pause of this process's own beyond this makes all it saw worthless. */
    static final long STALL_MS = 400;

    private static final Logger LOG = Logger.getLogger(Monitor.class);

    /** Where the monitor publishes to and reads from. */
    record Surroundings(
            String cluster,
            String node,
            String incarnation,
            ClusterStore store,
            EventOutlet outlet,
            MonotonicClock clock) {}

    private final Surroundings around;
    private final Prober<OwnStatus> own;
    private final Peers peers;
    private final WriteProbe writes;
    private final MonitorMetrics metrics;
    private final Wakeup wakeup;
    private long sequence;
    private volatile long lastLoopMs;

    Monitor(
            Surroundings around,
            Prober<OwnStatus> own,
            Peers peers,
            WriteProbe writes,
            MonitorMetrics metrics,
            Wakeup wakeup) {
        this.around = around;
        this.own = own;
        this.peers = peers;
        this.writes = writes;
        this.metrics = metrics;
        this.wakeup = wakeup;
        this.lastLoopMs = around.clock().nowMs();
    }

    /** Runs until its thread is interrupted. */
    void run() {
        long nextHeartbeatMs = around.clock().nowMs();
        while (!Thread.currentThread().isInterrupted()) {
            wakeup.await(nextHeartbeatMs - around.clock().nowMs());
            long nowMs = around.clock().nowMs();
            try {
                publish(nowMs);
            } catch (RuntimeException e) {
                LOG.error("a probe could not be published", e);
            }
            nextHeartbeatMs = nowMs + HEARTBEAT_MS;
        }
    }

    private void publish(long nowMs) {
        long gapMs = nowMs - lastLoopMs;
        lastLoopMs = nowMs;
        boolean stalled = gapMs > STALL_MS;
        if (stalled) {
            metrics.stalled();
            own.reset(nowMs);
            peers.reset(nowMs);
            writes.reset(nowMs);
        }
        peers.follow(around.store().snapshot());
        Probe probe = new Probe(
                around.cluster(),
                around.node(),
                around.incarnation(),
                ++sequence,
                stalled ? gapMs : 0,
                ownStatus(nowMs),
                peers.sights(nowMs));
        metrics.saw(probe);
        around.outlet().publish(probe);
    }

    private PostgresStatus ownStatus(long nowMs) {
        var seen = own.seen();
        Sight sight = seen.sight();
        OwnStatus answer = seen.answer();
        if (answer == null) {
            return new PostgresStatus(
                    sight.reach(), sight.forMs(nowMs), Role.UNKNOWN, 0, null, null, null, 0, false, List.of());
        }
        boolean answers = sight.reach() == Reach.ANSWERS;
        return new PostgresStatus(
                sight.reach(),
                sight.forMs(nowMs),
                answer.role(),
                answer.timeline(),
                answer.receivedLsn(),
                answer.flushedLsn(),
                answer.replayedLsn(),
                writes.stalledMs(nowMs),
                answers && answer.streaming(),
                answers ? answer.standbys() : List.of());
    }

    /** For how long the loop has not come round. */
    long idleMs() {
        return around.clock().nowMs() - lastLoopMs;
    }

    /** What the role checks are answered from. */
    NodeView view() {
        StoreSnapshot snapshot = around.store().snapshot();
        ClusterRecord record = snapshot.record();
        var seen = own.seen();
        return new NodeView(
                around.cluster(),
                around.node(),
                seen.sight().reach(),
                seen.answer(),
                record,
                snapshot.reachable(),
                primaryLsn(record, seen.answer()),
                idleMs());
    }

    /** How far the primary's WAL went: as it told this monitor, or as its walsender told this standby. */
    private @Nullable Lsn primaryLsn(@Nullable ClusterRecord record, @Nullable OwnStatus answer) {
        Lsn asked = record == null
                ? null
                : peers.lastAnswer(record.primary().node()).flushedLsn();
        Lsn told = answer == null ? null : answer.walEndLsn();
        return asked == null ? told : told == null ? asked : Lsn.max(asked, told);
    }
}
