package io.bascule.lab.chaos.fault;

import io.bascule.lab.chaos.fault.FaultKind.Failover;
import java.util.List;

/**
 * One fault of a round.
 *
 * @param services what it strikes; of a pair, the first is broken and the second is whom it no longer reaches
 * @param afterMs since the round's beginning
 * @param forMs until it is healed
 * @param onPrimary whether the round's first primary is among those it breaks
 */
public record Strike(FaultKind kind, List<String> services, long afterMs, long forMs, boolean onPrimary) {
    public Strike {
        services = List.copyOf(services);
    }

    public long healsAfterMs() {
        return afterMs + forMs;
    }

    /** Whether a change of primary is right under it. */
    public Failover failover() {
        return onPrimary ? kind.failover() : Failover.NOT_CALLED_FOR;
    }

    @Override
    public String toString() {
        return kind.words() + ": " + String.join(", ", services) + (onPrimary ? " (primary)" : "") + ", at " + afterMs
                + " ms for " + forMs + " ms";
    }
}
