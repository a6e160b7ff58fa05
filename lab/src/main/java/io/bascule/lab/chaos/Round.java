package io.bascule.lab.chaos;

import io.bascule.lab.chaos.fault.FaultKind.Failover;
import io.bascule.lab.chaos.fault.Strike;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some faults at once, from a whole cluster to a whole cluster.
 *
 * @param termBefore the record's term as it began
 * @param termAfter and as it ended; each in between was a change of primary that was begun
 * @param fromNanos monotonic time of its beginning
 * @param toNanos monotonic time at which writes flowed again on a whole cluster, or the wait for that was given up
 */
public record Round(List<Strike> strikes, long termBefore, long termAfter, long fromNanos, long toNanos) {
    public Round {
        strikes = List.copyOf(strikes);
    }

    /** How many changes of primary were begun. */
    public long failovers() {
        return termAfter - termBefore;
    }

    /** Whether one was begun though no fault made that right. */
    public boolean falseFailover() {
        return failovers() > 0 && strikes.stream().allMatch(strike -> strike.failover() == Failover.NOT_CALLED_FOR);
    }

    /** The terms and what was struck, for people. */
    String words() {
        String terms = failovers() == 0 ? "term " + termAfter : "term " + termBefore + " to " + termAfter;
        return terms + ": " + strikes.stream().map(Strike::toString).collect(Collectors.joining("; "));
    }
}
