package io.bascule.monitor;

import io.bascule.events.Lsn;
import io.bascule.events.Probe;
import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The monitor's metrics, all named {@code bascule_monitor_*}. */
final class MonitorMetrics {
    private final MeterRegistry registry;
    private final Counter stalls;
    private final MultiGauge reaches;
    private volatile @Nullable Probe last;

    MonitorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.stalls = Counter.builder("bascule_monitor_stalls")
                .description("times that this process did not run for longer than its bound")
                .register(registry);
        this.reaches = MultiGauge.builder("bascule_monitor_reach")
                .description("1 for what the last attempt to reach a node's PostgreSQL came to")
                .register(registry);
        Gauge.builder("bascule_monitor_primary", this, m -> m.isRole(Role.PRIMARY))
                .description("1 while the own PostgreSQL is a primary")
                .register(registry);
        Gauge.builder("bascule_monitor_streaming", this, MonitorMetrics::streaming)
                .description("1 while the own PostgreSQL streams from a primary")
                .register(registry);
        Gauge.builder("bascule_monitor_write_stalled_seconds", this, MonitorMetrics::writeStalledSeconds)
                .description("how long the oldest unanswered local write has waited")
                .register(registry);
        Gauge.builder("bascule_monitor_received_bytes", this, m -> m.bytes(false))
                .description("end of the WAL on this node")
                .register(registry);
        Gauge.builder("bascule_monitor_replayed_bytes", this, m -> m.bytes(true))
                .description("end of the WAL that this standby has replayed")
                .register(registry);
    }

    /** How long attempts to ask {@code node} take. */
    Timer durations(String node) {
        return Timer.builder("bascule_monitor_probe").tag("node", node).register(registry);
    }

    void stalled() {
        stalls.increment();
    }

    void saw(Probe probe) {
        Probe before = last;
        last = probe;
        if (before == null || !reachesOf(before).equals(reachesOf(probe))) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            reachesOf(probe).forEach(row -> rows.add(row(row)));
            reaches.register(rows, true);
        }
    }

    private record NodeReach(String node, Reach reach) {}

    private static List<NodeReach> reachesOf(Probe probe) {
        List<NodeReach> all = new ArrayList<>();
        all.add(new NodeReach(probe.node(), probe.own().reach()));
        probe.peers().forEach(peer -> all.add(new NodeReach(peer.node(), peer.reach())));
        return all;
    }

    private static MultiGauge.Row<Number> row(NodeReach seen) {
        return MultiGauge.Row.of(
                Tags.of("node", seen.node(), "reach", seen.reach().name()), 1);
    }

    private double isRole(Role role) {
        Probe probe = last;
        return probe != null && probe.own().role() == role && probe.own().reach() == Reach.ANSWERS ? 1 : 0;
    }

    private double streaming() {
        Probe probe = last;
        return probe != null && probe.own().streaming() ? 1 : 0;
    }

    private double writeStalledSeconds() {
        Probe probe = last;
        return probe == null ? 0 : probe.own().writeStalledMs() / 1000.0;
    }

    private double bytes(boolean replayed) {
        Probe probe = last;
        Lsn lsn = probe == null
                ? null
                : replayed ? probe.own().replayedLsn() : probe.own().receivedLsn();
        return lsn == null ? Double.NaN : lsn.bytes();
    }
}
