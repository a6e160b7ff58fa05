package io.bascule.lab.chaos;

import io.bascule.lab.chaos.fault.FaultKind.Failover;
import io.bascule.lab.chaos.fault.Strike;
import java.util.List;

/**
 * Some faults at once, from a whole cluster to a whole cluster.
 *
 * @param termBefore the record's term as it began
 * @param termAfter and as it ended
 * @param fromNanos monotonic time of its beginning
 * @param toNanos monotonic time at which writes flowed again on a whole cluster
 */
public record Round(List<Strike> strikes, long termBefore, long termAfter, long fromNanos, long toNanos) {
    public Round {
        strikes = List.copyOf(strikes);
    }

    public boolean changedPrimary() {
        return termAfter > termBefore;
    }

    /** Whether the primary was changed though no fault made that right. */
    public boolean falseFailover() {
        return changedPrimary() && strikes.stream().allMatch(strike -> strike.failover() == Failover.NOT_CALLED_FOR);
    }
}
