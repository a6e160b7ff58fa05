package io.bascule.core.probe;

import io.bascule.events.Probe.Reach;
import org.jspecify.annotations.Nullable;

/**
 * How one PostgreSQL looks from here. An end that the other side made itself, and a silence, are told apart: a host that
 * closes its sockets has stopped serving, one that says nothing may only be out of sight.
 *
 * @param reach what it has come to
 * @param sinceMs since when, on the observer's monotonic clock
 * @param endedAtMs when the other side ended the connection or refused a new one, if nothing was heard since
 */
public record Sight(Reach reach, long sinceMs, @Nullable Long endedAtMs) {

    /** Not looked yet, or the observer itself did not run. */
    public static Sight unknown(long nowMs) {
        return new Sight(Reach.UNKNOWN, nowMs, null);
    }

    /** The held connection was ended by the other side. One connection's end alone says nothing: a new one is tried. */
    public Sight connectionEnded(long nowMs) {
        return endedAtMs == null ? new Sight(reach, sinceMs, nowMs) : this;
    }

    /**
     * An attempt ended.
     *
     * @param startedAtMs when it began: what it found missing was missing from then on
     */
    public Sight after(Outcome outcome, long startedAtMs, long nowMs) {
        return switch (outcome) {
            case ANSWERED -> heard(Reach.ANSWERS, nowMs);
            case NOT_READY -> heard(Reach.NOT_READY, nowMs);
            case REFUSED -> ended(Reach.REFUSED, startedAtMs);
            case CUT_SHORT -> ended(Reach.CLOSED, startedAtMs);
            case TIMED_OUT ->
                endedAtMs != null
                        ? ended(Reach.CLOSED, startedAtMs)
                        : reach == Reach.SILENT ? this : new Sight(Reach.SILENT, startedAtMs, null);
        };
    }

    public long forMs(long nowMs) {
        return Math.max(0, nowMs - sinceMs);
    }

    private Sight heard(Reach now, long nowMs) {
        return reach == now && endedAtMs == null ? this : new Sight(now, reach == now ? sinceMs : nowMs, null);
    }

    /** From refused to closed and back it stays ended since the same moment. */
    private Sight ended(Reach now, long startedAtMs) {
        long since = endedAtMs == null ? startedAtMs : endedAtMs;
        return reach == now ? new Sight(now, sinceMs, since) : new Sight(now, since, since);
    }
}
