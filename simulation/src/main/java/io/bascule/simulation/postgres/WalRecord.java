package io.bascule.simulation.postgres;

/**
 * A record of the write-ahead log; two are the same only if they are the same object.
 *
 * @param timeline the timeline it was written on
 * @param commit the client's commit, or -1
 */
record WalRecord(int timeline, long commit) {
    static final long NONE = -1;
}
