package io.bascule.notifier;

/** How often and when a page is sent again: about five minutes in all, in which most receivers come back. */
final class Backoff {
    static final int TRIES_MOST = 10;
    static final long PAUSE_MOST_MS = 60_000;
    private static final long FIRST_PAUSE_MS = 1000;

    private Backoff() {}

    /**
     * The pause after a failed try: doubling, plus or minus a fifth, so that several notifiers do not come all at once.
     *
     * @param tries how many have failed, from 1
     * @param askedForMs the pause that the receiver asked for, 0 for none; honoured up to {@link #PAUSE_MOST_MS}
     * @param random from 0 to 1
     */
    static long pauseMs(int tries, long askedForMs, double random) {
        long doubledMs = Math.min(PAUSE_MOST_MS, FIRST_PAUSE_MS << Math.min(tries - 1, 16));
        long wantedMs = Math.max(doubledMs, Math.min(askedForMs, PAUSE_MOST_MS));
        return Math.round(wantedMs * (0.8 + 0.4 * random));
    }
}
