package io.bascule.simulation.fault;

import java.util.Locale;

/**
 * One thing that goes wrong.
 *
 * @param atMicros when
 * @param kind what
 * @param target which node or copy, counted round
 * @param other the other end of a link, or a variant
 * @param lastsMicros after how long it is mended
 * @param onPrimary whether the target is whoever is primary then
 */
public record Fault(long atMicros, FaultKind kind, int target, int other, long lastsMicros, boolean onPrimary) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.3f s %s %s other %d for %.3f s",
                atMicros / 1e6,
                kind,
                onPrimary ? "primary" : "#" + target,
                other,
                lastsMicros / 1e6);
    }
}
