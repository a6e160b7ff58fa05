package io.bascule.simulation;

import io.bascule.simulation.check.Invariant;
import io.bascule.simulation.check.Violation;
import io.bascule.simulation.engine.Network;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.node.Machine;
import java.util.Map;
import java.util.TreeMap;

/** Looks from outside for how long a primary has been able neither to commit nor to hear of another (R10). */
final class Solitude {
    private static final long LOOK_MICROS = 1_000_000;

    /** The 30 seconds of the plan on the slowest clock, the time to notice either, and a stop. */
    private static final long BOUND_MICROS = 40_000_000;

    private final Cluster cluster;
    private final Map<String, Long> alone = new TreeMap<>();

    Solitude(Cluster cluster) {
        this.cluster = cluster;
        look();
    }

    private void look() {
        for (Machine m : cluster.machines) {
            if (isAlone(m)) {
                long now = cluster.scene.schedule().now();
                long since = alone.computeIfAbsent(m.name(), name -> now);
                if (now - since > BOUND_MICROS) {
                    throw new Violation(
                            Invariant.STALE_READS_BOUNDED,
                            m.name() + " has been alone for " + (now - since) / 1_000_000 + " s and answers reads");
                }
            } else {
                alone.remove(m.name());
            }
        }
        cluster.scene.schedule().in(LOOK_MICROS, cluster.hand, this::look);
    }

    /** Not at zero acks: such a primary commits without anybody. */
    private boolean isAlone(Machine m) {
        Network network = cluster.scene.network();
        boolean serves = m.server().isPrimary()
                && m.server().answers()
                && !m.server().standbyNames().isEmpty();
        return serves
                && m.executorProgram().answers()
                && !network.both(m.name(), Etcd.PLACE)
                && cluster.machines.stream().allMatch(o -> o == m || !network.both(m.name(), o.name()));
    }
}
