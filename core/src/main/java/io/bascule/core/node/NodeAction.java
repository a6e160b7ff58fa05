package io.bascule.core.node;

import io.bascule.core.record.Quorum;

/** One thing for the executor to do. {@code because} is a sentence for people. */
public sealed interface NodeAction {
    String because();

    /** Nothing to do. */
    record WaitFor(String because) implements NodeAction {}

    /** The data directory is not this cluster's, or cannot be used: PostgreSQL is left alone and people are told. */
    record RefuseData(String because) implements NodeAction {}

    /** Make the first data directory, if this node wins the claim (R8). */
    record RunInitdb(String because) implements NodeAction {}

    /**
     * Throw away what is there and copy {@code from}. Where PostgreSQL still runs on it, only the first step: once the
     * source answers and what only this node has is kept aside, the data directory is marked as of no use.
     */
    record Clone(Upstream from, String because) implements NodeAction {}

    /** Turn the data directory into a standby's of {@code from} with pg_rewind. */
    record Rewind(Upstream from, String because) implements NodeAction {}

    /** Give up the clone or rewind under way. */
    record AbortTask(String because) implements NodeAction {}

    /** Start as a standby that listens to nobody; whom to follow is decided when it shows where its WAL ends (R3). */
    record StartCut(String because) implements NodeAction {}

    /** Start as a standby of {@code following}, whose WAL it already has or needs to become consistent. */
    record StartFollowing(Upstream following, String because) implements NodeAction {}

    /** Start as the primary of {@code term} under {@code quorum}. */
    record StartPrimary(long term, Quorum quorum, String because) implements NodeAction {}

    /** Listen to nobody; without a promise. Only then it is known where its WAL ends (R3). */
    record CutOff(String because) implements NodeAction {}

    /**
     * Stream from {@code primary}.
     *
     * @param historyTerm the newest term whose timelines that primary had when it was chosen (R5)
     */
    record Follow(Upstream primary, long historyTerm, String because) implements NodeAction {}

    /** Listen to nobody of a term below {@code term}, and promise so (R4). */
    record CutAndPromise(long term, String because) implements NodeAction {}

    /** Promise for the intact disk of a stopped primary (R1). */
    record PromiseStopped(long term, String because) implements NodeAction {}

    /** Leave recovery as the primary of {@code term}, with {@code quorum} set before. */
    record Promote(long term, Quorum quorum, String because) implements NodeAction {}

    /** As the running primary of {@code term}: use {@code quorum}. */
    record ApplyQuorum(long term, Quorum quorum, String because) implements NodeAction {}

    /** Stop cleanly, with a last checkpoint, so that every standby has all of the WAL. */
    record StopForDrain(String because) implements NodeAction {}

    /** Stop a standby cleanly. */
    record StopStandby(String because) implements NodeAction {}

    /** Stop at once, without waiting for anything. */
    record StopImmediately(String because) implements NodeAction {}

    /** As {@link StopImmediately}, of a primary that can neither commit nor be told anything (R10). */
    record StopAlone(String because) implements NodeAction {}
}
