package io.bascule.simulation;

import java.util.Locale;

/** Tells people every ten seconds how far a long run is and how long the rest takes. */
final class Progress {
    private static final long EVERY_NANOS = 10_000_000_000L;

    private final long startedNanos = System.nanoTime();
    private final String unit;
    private final long wanted;
    private long toldNanos = startedNanos;

    /** @param wanted of what {@code unit} names */
    Progress(String unit, long wanted) {
        this.unit = unit;
        this.wanted = wanted;
    }

    void at(long done, Report report) {
        long now = System.nanoTime();
        if (now - toldNanos < EVERY_NANOS || done == 0) {
            return;
        }
        toldNanos = now;
        double seconds = (now - startedNanos) / 1e9;
        double left = seconds / done * Math.max(0, wanted - done);
        System.err.printf(
                Locale.ROOT,
                "%d of %d %s, %.0f elections per second, %d failed; about %.0f s to go%n",
                done,
                wanted,
                unit,
                report.elections() / seconds,
                report.failures().size(),
                left);
    }
}
