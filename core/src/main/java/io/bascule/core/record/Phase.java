package io.bascule.core.record;

/** Where a change of primary stands; see the transition table in ARCHITECTURE.md. */
public enum Phase {
    /** The primary serves. */
    STEADY,
    /** A switchover: new connections wait, the primary is being stopped cleanly. The term is still the primary's. */
    DRAINING,
    /** A new term: standbys stop listening to the old primary and promise. There is no primary in this term yet. */
    REVOKING,
    /** The primary named in the record is being made one. */
    PROMOTING
}
