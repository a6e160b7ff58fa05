package io.bascule.simulation.check;

/** What must hold after every step of every run. */
public enum Invariant {
    ONE_ACKNOWLEDGER_PER_TERM("at most one node acknowledges commits in a term"),
    TERM_NEVER_GOES_BACK("the record's term never goes back"),
    ACKNOWLEDGED_IS_KEPT("every acknowledged commit is in the WAL of every later primary"),
    PROMISE_IS_KEPT("no standby receives from a primary of a term below its promise"),
    RECORD_COVERS_QUORUMS("the record lists every quorum that a PostgreSQL acknowledges under"),
    NO_OLD_ORDER("nobody acts on an order of a term below what it has seen or promised"),
    ROUTED_IS_PRIMARY("the router opens only the record's primary"),
    READS_ARE_A_PREFIX(
            "where readers are sent they are shown a beginning of what was acknowledged, and on a primary all of it up to"
                    + " its term"),
    SESSIONS_FOLLOW("with a primary opened, the router soon ends the writers' sessions on any other node"),
    SERVES_WITHOUT_STORES("nobody stops a primary because a store is away while a standby streams from it"),
    STALE_READS_BOUNDED("a primary that reaches neither etcd nor a standby is stopped within a bound"),
    WAITING_IS_NO_SIGN("nobody is suspected because commits wait for standbys"),
    PAUSE_IS_KEPT("while automation is paused no failover begins"),
    COMES_BACK("some time after the last fault the cluster is writable with every node streaming and voting");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
