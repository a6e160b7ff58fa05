package io.bascule.monitor;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Views of node1 for tests; the record's primary is node1 and its voter node2, unless said otherwise. */
final class Views {
    static final Lsn HERE = new Lsn(100 << 20);

    private Views() {}

    static NodeView primary() {
        return view(Reach.ANSWERS, status(Role.PRIMARY, false), record(Phase.STEADY, "node1", "node2"));
    }

    /** A standby of node2 that streams, {@code lagBytes} behind. */
    static NodeView standby(long lagBytes, String voter) {
        OwnStatus status = status(Role.STANDBY, true);
        return new NodeView(
                "demo",
                "node1",
                Reach.ANSWERS,
                status,
                record(Phase.STEADY, "node2", voter),
                true,
                new Lsn(HERE.bytes() + lagBytes),
                0);
    }

    static NodeView view(Reach reach, @Nullable OwnStatus status, @Nullable ClusterRecord record) {
        return new NodeView("demo", "node1", reach, status, record, true, null, 0);
    }

    static OwnStatus status(Role role, boolean streaming) {
        return new OwnStatus(
                role, 170_012, 3, HERE, role == Role.PRIMARY ? HERE : null, HERE, null, streaming, List.of());
    }

    static ClusterRecord record(Phase phase, String primary, String voter) {
        return new ClusterRecord(
                "demo",
                "7300000000000000001",
                17,
                4,
                phase,
                instance(primary),
                List.of(new Quorum(4, 17, List.of(instance(voter)), 1)),
                List.of(new Timeline(1, 1, Lsn.ZERO)),
                new Decision("d4", "NODE_GONE", "election1", "node3", null, List.of()));
    }

    private static Instance instance(String node) {
        return new Instance(node, "0a1b2c3d");
    }
}
