package io.bascule.simulation.fault;

/** What can go wrong, with how often it is chosen, 0 where only unusual clusters have it, and how long it lasts at most. */
public enum FaultKind {
    POSTMASTER_KILLED(30, 400),
    /** Backends outlive their postmaster, and a standby's executor is away, so that the stopped disk has to promise. */
    LEFTOVERS_STAY(3, 4000),
    POSTGRES_FROZEN(2, 12_000),
    POWER_CUT(10, 6000),
    NODE_FROZEN(6, 6000),
    /** The primary's machine stands still until its revocation has begun, and goes on in the middle of it. */
    NAPS_UNTIL_REVOKED(8, 0),
    NODE_ISOLATED(8, 6000),
    LINK_CUT(5, 5000),
    EXECUTOR_KILLED(10, 3000),
    /** Whose promise reaches the store next loses its executor, or its power, at that moment. */
    KILLED_AT_PROMISE(8, 1500),
    /** Whose promotion is next ends, or loses its machine, between two steps of it. */
    KILLED_WHILE_PROMOTING(4, 1500),
    /** A promotion stands still until the next revocation, and goes on in the middle of that. */
    PROMOTES_UNTIL_REVOKED(1, 12_000),
    EXECUTOR_FROZEN(5, 5000),
    MONITOR_KILLED(2, 4000),
    ELECTION_KILLED(3, 4000),
    ELECTION_FROZEN(4, 5000),
    ETCD_AWAY(2, 5000),
    ETCD_UNREACHED(4, 5000),
    ETCD_FLAKY(4, 5000),
    ETCD_RESTORED(1, 3000),
    /** etcd's members elect: nothing is answered or decided, and what was under way comes to pass or not. */
    ETCD_LEADERLESS(4, 5000),
    /** What a watch has not brought by then it does not bring any more. */
    ETCD_COMPACTED(3, 5000),
    WATCH_BROKEN(4, 4000),
    /** A watch brings each state of etcd for itself, and late, as from a member that lags. */
    WATCH_LATE(4, 5000),
    KAFKA_AWAY(2, 5000),
    KAFKA_FLAKY(3, 5000),
    DISK_WIPED(3, 3000),
    DISK_SLOW(3, 5000),
    REPLAY_SLOW(4, 5000),
    PROMOTION_SLOW(2, 12_000),
    RELOAD_LATE(5, 6000),
    WAITS_CANCELLED(2, 0),
    /** The primary loses its standbys, an operator cancels the waits, and then it loses everybody. */
    WAITS_CANCELLED_ALONE(2, 4000),
    SETTINGS_CHANGED(4, 4000),
    PROXY_RESTARTED(1, 0),
    PROXY_ABSENT(1, 3000),
    /** The router-updater stands still. Dealt by hand. */
    ROUTER_FROZEN(0, 6000),
    /** The router-updater alone does not reach etcd. Dealt by hand. */
    ROUTER_UNREACHED(0, 6000),
    /** Of a node's executor and monitor, an election copy or the router: forward for good, or back for a while. Dealt by hand. */
    CLOCK_JUMPS(0, 6000),
    /** A node that never was there comes, with an empty disk. Dealt by hand. */
    NODE_JOINS(0, 0),
    SWITCHOVER_ASKED(14, 0);

    private final int weight;
    private final long mostMs;

    FaultKind(int weight, long mostMs) {
        this.weight = weight;
        this.mostMs = mostMs;
    }

    int weight() {
        return weight;
    }

    long mostMs() {
        return mostMs;
    }
}
