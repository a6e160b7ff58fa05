package io.bascule.simulation.fault;

/** What can go wrong, with how often it is chosen and how long it lasts at most. */
public enum FaultKind {
    POSTMASTER_KILLED(30, 400),
    POSTGRES_FROZEN(2, 12_000),
    POWER_CUT(10, 6000),
    NODE_FROZEN(6, 6000),
    NODE_ISOLATED(8, 6000),
    LINK_CUT(5, 5000),
    EXECUTOR_KILLED(10, 3000),
    EXECUTOR_FROZEN(5, 5000),
    MONITOR_KILLED(2, 4000),
    ELECTION_KILLED(3, 4000),
    ELECTION_FROZEN(4, 5000),
    ETCD_AWAY(2, 5000),
    ETCD_UNREACHED(4, 5000),
    ETCD_FLAKY(4, 5000),
    ETCD_RESTORED(1, 3000),
    WATCH_BROKEN(4, 4000),
    KAFKA_AWAY(2, 5000),
    KAFKA_FLAKY(3, 5000),
    DISK_WIPED(3, 3000),
    DISK_SLOW(3, 5000),
    REPLAY_SLOW(4, 5000),
    RELOAD_LATE(5, 6000),
    WAITS_CANCELLED(2, 0),
    PROXY_RESTARTED(1, 0),
    PROXY_ABSENT(1, 3000),
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
