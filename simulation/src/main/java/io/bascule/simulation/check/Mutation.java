package io.bascule.simulation.check;

import java.util.List;

/**
 * One rule of the protocol, broken on purpose in the simulated parts or in what they show to the real ones. A simulator
 * that does not notice would be no evidence.
 */
public enum Mutation {
    OLD_QUORUM_DROPPED_AT_ONCE("R1", "the record keeps only its newest quorum"),
    SETTLED_WITHOUT_FLUSH("R1", "a quorum counts as settled before its acks have flushed past anything"),
    STOPPED_DISK_SPEAKS_FOR_ALL_TERMS("R1", "a stopped primary's promise claims every term"),
    LEFTOVER_BACKENDS_IGNORED("R1", "a stopped primary promises while its backends still run"),
    QUORUM_OFF_BY_ONE("R1", "one promise less than enough revokes a quorum"),
    APPLIED_IS_SHOWN("R2", "a quorum counts as applied and settled once a session shows it"),
    VOTER_IS_A_NODE("R3", "a wiped, cloned or rewound disk keeps the name of the one before"),
    STALE_STANDBY_VOTES("R3", "a standby that does not know the primary's term becomes a voter"),
    ANY_DISK_STREAMED("R3", "a standby streams on from whatever disk comes to be at its primary's address"),
    OLDER_COPY_KEEPS_ITS_NAME("R3", "a disk that is restored from an older copy keeps its identity"),
    AHEAD_MAY_FOLLOW("R3", "a node that may be ahead of the candidate connects to it"),
    CAUGHT_UP_AT_ONCE("R3", "a standby is announced as caught up when it connects"),
    AWAY_PROMISE_COUNTS("R4", "the promise of a node that is away counts, where its WAL ends does not"),
    PROMISE_BEFORE_THE_RECEIVER_IS_GONE("R4", "the promise is written while the WAL receiver runs"),
    PROMISE_FORGOTTEN_AT_RESTART("R4", "promise and cut are written, but the file that keeps them is not flushed"),
    PROMISE_IN_STORE_BEFORE_DISK("R4", "the promise is in the store before it is on disk, and is not enforced"),
    CUT_KEEPS_THE_PASSWORD("R4", "the password file stays, so a new WAL receiver can log in"),
    PASSWORD_FOR_ANY_HOST("R4", "the password for a new upstream lets a stale receiver log in to the old one"),
    END_TAKEN_FROM_REPLAY_UNDER_WAY("R4", "a standby that still replays its own WAL counts as showing its end"),
    RECEIVED_ALONE("R4", "the promised position is the received LSN alone"),
    PROMISE_BEFORE_PROMOTION_STOPS("R4", "a node under an order to promote promises without stopping"),
    LSN_WITHOUT_TERM("R5", "positions are compared by LSN alone"),
    UNKNOWN_TIMELINE_STREAMED("R5", "a node whose timeline left the history streams instead of rewinding"),
    TIMELINE_TERM_FORGOTTEN("R5", "which term made a timeline is read from the record only"),
    TIMELINE_NAMED_ONCE("R5", "a timeline that a second promotion makes anew keeps the term of the first"),
    TIMELINE_UNHEARD_OF("R5", "a timeline is made in a term that a voter has not heard of"),
    REINSTATED_THOUGH_BEHIND("R6", "what is promised ahead of the old primary is not looked at"),
    OLDER_ETCD_BELIEVED("R7", "a node believes whatever record is shown"),
    ORDER_WITHOUT_TERM("R7", "a node obeys an older record, its own promise notwithstanding"),
    NOBODY_IS_EMPTY("R8", "a quorum without voters is written as ''"),
    ZERO_ACKS_LEFT_WITHOUT_PROOF("R8", "leaving zero acks, the quorum is written without a commit seen waiting"),
    LAST_WORD_WEAKENS("R9", "a voter's absence is counted on after the last word of a primary that is dead"),
    ANSWERED_FOR("R9", "a primary counts as having read settings that it may not have lived to see"),
    ZERO_ACKS_FAIL_OVER("R9", "a quorum of zero acks does not stop a failover"),
    STANDBY_FAILS_OPEN("R8", "a standby's own synchronous_standby_names is ''"),
    PROMOTED_BEFORE_NAMES("R8", "the promotion comes before synchronous_standby_names, and a standby's is ''"),
    STORE_AWAY_DEMOTES("R10", "a primary is stopped because etcd does not answer"),
    ALONE_SERVES_ON("R10", "a primary that sees neither etcd nor a standby is never stopped"),
    WAIT_IS_A_STALL("R11", "a wait for synchronous replication is taken for a stalled write"),
    REVOCATION_GIVES_UP("R11", "a revocation makes do with the promises that it has once its bound has passed"),
    PAUSE_STOPS_NOTHING("R11", "a failover is begun though automation is paused"),
    CANCELLED_WAIT_IS_AN_ACK("R12", "a cancelled wait for standbys counts as acknowledged"),
    LEAST_ADVANCED_WINS("R3", "the least advanced of those that promised is promoted"),
    LOCK_NOT_RECHECKED("lock", "the compare-and-set does not look at the lock"),
    RECORD_NOT_COMPARED("lock", "the compare-and-set does not look at the record's revision"),
    NEITHER_COMPARED("lock", "the record is written whatever stands there and whoever holds the lock"),
    ROUTER_OPENS_EARLY("routes", "the router takes PROMOTING for STEADY"),
    SESSIONS_NOT_CUT("routes", "the sessions on a lost primary are not cut"),
    /** Each makes up for the other (decision 9). */
    AHEAD_AND_A_VOTER(
            "R3",
            "a standby connects before its replay shows that it is ahead, and becomes a voter though it is on another"
                    + " timeline",
            END_TAKEN_FROM_REPLAY_UNDER_WAY,
            STALE_STANDBY_VOTES);

    private final String rule;
    private final String what;
    private final List<Mutation> parts;

    Mutation(String rule, String what, Mutation... parts) {
        this.rule = rule;
        this.what = what;
        this.parts = List.of(parts);
    }

    /** Those that this one is made of, or nothing. */
    public List<Mutation> parts() {
        return parts;
    }

    /** The protocol's rule that is broken. */
    public String rule() {
        return rule;
    }

    /** What is done wrong, a sentence. */
    public String what() {
        return what;
    }
}
