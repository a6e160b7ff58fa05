package io.bascule.monitor;

/**
 * How long an answer is waited for: what has always answered soon is silent after the usual bound, but each further
 * attempt may take twice as long, up to eight times, and each answer takes one doubling back. On an overloaded machine
 * the usual bound would never be met, each login that is given up still costs the processor time that the others lack,
 * and a PostgreSQL that serves would seem lost. One that was never asked before has no usual bound yet.
 *
 * @param times the usual bound
 */
record Patience(int times) {
    private static final int MOST = 8;

    static final Patience USUAL = new Patience(1);

    /** A monitor that has just begun is itself slow. */
    static final Patience AT_FIRST = new Patience(MOST);

    Patience more() {
        return new Patience(Math.min(MOST, times * 2));
    }

    /** An answer that took long is mostly followed by another that does. */
    Patience less() {
        return times == 1 ? this : new Patience(times / 2);
    }

    long of(long usualMs) {
        return usualMs * times;
    }
}
