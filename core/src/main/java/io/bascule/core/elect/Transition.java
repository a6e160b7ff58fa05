package io.bascule.core.elect;

import io.bascule.core.record.Phase;
import org.jspecify.annotations.Nullable;

/** Every change that an election copy may make to the record, and when. ARCHITECTURE.md shows this table. */
public enum Transition {
    BOOTSTRAPPED(null, Phase.STEADY, "initdb's winner runs as primary and there is no record: term 1, zero acks"),
    QUORUM_ADDED(Phase.STEADY, Phase.STEADY, "a standby caught up or a voter was lost: its quorum is added at once"),
    QUORUM_DROPPED(Phase.STEADY, Phase.STEADY, "the newest quorum is settled: the ones before it are dropped"),
    SUSPECTED(Phase.STEADY, Phase.REVOKING, "the primary is judged lost: next term, standbys are to promise"),
    SWITCHOVER_ASKED(
            Phase.STEADY, Phase.DRAINING, "an operator asked for a switchover: the primary is to stop cleanly"),
    DRAINED(Phase.DRAINING, Phase.REVOKING, "the primary stopped and the candidate has its shutdown checkpoint"),
    DRAIN_ABANDONED(Phase.DRAINING, Phase.STEADY, "the primary did not stop within its bound: it serves on"),
    LOST_WHILE_DRAINING(Phase.DRAINING, Phase.REVOKING, "the primary was lost before it had stopped cleanly"),
    ELECTED(
            Phase.REVOKING,
            Phase.PROMOTING,
            "the promises revoke every quorum: the most advanced standby is to promote"),
    LOSS_ACCEPTED(
            Phase.REVOKING, Phase.REVOKING, "an operator gives up voters that are gone: next term, by those that run"),
    REINSTATED(
            Phase.REVOKING,
            Phase.PROMOTING,
            "too few promises: the old primary has seen its revocation, and none is ahead of it"),
    OPENED(Phase.PROMOTING, Phase.STEADY, "the candidate is writable with its quorum applied"),
    CANDIDATE_LOST(
            Phase.PROMOTING, Phase.REVOKING, "the candidate was lost or not writable within its bound: next term");

    private final @Nullable Phase from;
    private final Phase to;
    private final String when;

    Transition(@Nullable Phase from, Phase to, String when) {
        this.from = from;
        this.to = to;
        this.when = when;
    }

    /** The phase it leaves, or null where there is no record yet. */
    public @Nullable Phase from() {
        return from;
    }

    public Phase to() {
        return to;
    }

    /** The condition, as it is logged. */
    public String when() {
        return when;
    }
}
