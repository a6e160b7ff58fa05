package io.bascule.simulation;

import io.bascule.core.record.Settings;
import io.bascule.core.record.Settings.Durability;
import io.bascule.simulation.fault.Fault;
import java.util.Map;

/** What an operator may change while the cluster runs. */
final class Operator {
    private Operator() {}

    static Settings changed(Settings now, Fault fault, int nodes) {
        boolean toggled = fault.target() % 3 == 0;
        Durability other = now.durability() == Durability.QUORUM ? Durability.AVAILABLE : Durability.QUORUM;
        boolean paused = fault.target() % 4 == 1;
        int acks = fault.other() % 5 == 0 ? Math.min(nodes - 1, 3 - now.acks()) : now.acks();
        return now.with(
                toggled ? other : now.durability(),
                Math.max(1, acks),
                paused,
                Map.of("n" + (1 + fault.other() % nodes), 10));
    }
}
