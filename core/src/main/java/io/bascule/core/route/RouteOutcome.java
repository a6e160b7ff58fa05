package io.bascule.core.route;

/** Something that HAProxy was seen to have done, worth telling. */
public sealed interface RouteOutcome {
    /** The record's term at that moment. */
    long term();

    /** A write server that was closed has no session left; {@code sessions} of them did not end by themselves. */
    record SessionsEnded(long term, String node, int sessions) implements RouteOutcome {}

    /** Writers reach {@code primary}, and nobody else. */
    record WritesOpened(long term, String primary) implements RouteOutcome {}
}
