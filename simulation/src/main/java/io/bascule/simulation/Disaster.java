package io.bascule.simulation;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Phase;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.simulation.node.Machine;
import java.util.ArrayList;
import java.util.List;

/** The primary is lost together with as many voters as a commit waits for, and an operator gives them up (R9). */
final class Disaster {
    private final Cluster cluster;
    private final List<Machine> lost = new ArrayList<>();

    Disaster(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Of a whole cluster. */
    void strike(ClusterRecord record) {
        cluster.machine(record.primary().node()).ifPresent(lost::add);
        record.quorum().voters().stream()
                .limit(record.quorum().acks())
                .map(Instance::node)
                .forEach(node -> cluster.machine(node).ifPresent(lost::add));
        lost.forEach(m -> {
            cluster.scene.story().tell(() -> "LOST " + m.name());
            m.losePower();
        });
    }

    /** Asks for it again and again, as a person would who is told to wait. */
    boolean isOver() {
        ClusterRecord record = cluster.etcd.record();
        if (record == null) {
            return false;
        }
        // A fault of before that restarts what it kills may have done so.
        lost.stream().filter(Machine::isPowered).forEach(Machine::losePower);
        if (record.phase() == Phase.STEADY && lost.stream().noneMatch(m -> record.hasPrimary(m.name()))) {
            return true;
        }
        cluster.etcd.request(new SwitchoverRequest(
                "consent" + cluster.scene.schedule().now(), record.term(), null, "operator", true));
        return false;
    }

    void lostOnesReturn() {
        lost.forEach(Machine::boot);
    }
}
