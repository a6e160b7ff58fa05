package io.bascule.lab.chaos.fault;

import java.util.List;

/** Everything that the chaos suite can break. */
public enum FaultKind {
    NODE_KILLED(Place.NODE, Failover.CALLED_FOR, Hands::kill, Hands::start),
    NODE_FROZEN(Place.NODE, Failover.CALLED_FOR, Hands::pause, Hands::unpause),
    NODE_CUT(Place.NODE, Failover.CALLED_FOR, cut(), healCut()),
    /** Nothing reaches the node; what it sends gets through. */
    NODE_DEAF(Place.NODE, Failover.CALLED_FOR, cut("in"), healCut()),
    /** Nothing that the node sends gets through. */
    NODE_MUTE(Place.NODE, Failover.CALLED_FOR, cut("out"), healCut()),
    /** Two nodes do not reach each other; everybody else reaches both. */
    PAIR_CUT(
            Place.PAIR,
            Failover.NOT_CALLED_FOR,
            (hands, services) -> hands.runAsRoot(services.subList(0, 1), "network-cut", "on", services.get(1)),
            (hands, services) -> hands.runAsRoot(services.subList(0, 1), "network-cut", "off")),
    /** The node does not reach etcd; everybody reaches the node. */
    NODE_WITHOUT_ETCD(Place.NODE, Failover.NOT_CALLED_FOR, cut("etcd1", "etcd2", "etcd3"), healCut()),
    POSTMASTER_KILLED(
            Place.NODE,
            Failover.CALLED_FOR,
            run("kill -9 \"$(head -n 1 \"$BASCULE_DATA/pgdata/postmaster.pid\")\""),
            nothing()),
    /** PostgreSQL's processes stand still; its node's services go on. */
    POSTGRES_FROZEN(
            Place.NODE,
            Failover.CALLED_FOR,
            run("p=$(head -n 1 \"$BASCULE_DATA/pgdata/postmaster.pid\") && echo $p > /tmp/frozen && kill -STOP $p"
                    + " && cat /proc/$p/task/$p/children >> /tmp/frozen"
                    + " && for c in $(cat /tmp/frozen); do kill -STOP $c 2>/dev/null || true; done"),
            run("for c in $(cat /tmp/frozen); do kill -CONT $c 2>/dev/null || true; done")),
    EXECUTOR_KILLED(Place.NODE, Failover.NOT_CALLED_FOR, signal("KILL", "node-executor"), nothing()),
    EXECUTOR_FROZEN(
            Place.NODE, Failover.NOT_CALLED_FOR, signal("STOP", "node-executor"), signal("CONT", "node-executor")),
    MONITOR_KILLED(Place.NODE, Failover.NOT_CALLED_FOR, signal("KILL", "health-monitor"), nothing()),
    MONITOR_FROZEN(
            Place.NODE, Failover.NOT_CALLED_FOR, signal("STOP", "health-monitor"), signal("CONT", "health-monitor")),
    /** Each flush to disk takes 300 ms longer. */
    DISK_SLOW(Place.NODE, Failover.NOT_CALLED_FOR, run("fault sync 300"), run("fault off")),
    /** No file on the node's data volume can grow. */
    DISK_FULL(Place.NODE, Failover.POSSIBLE, run("fault full 1"), run("fault off")),
    /** A twentieth of one processor for the whole node. */
    CPU_STARVED(
            Place.NODE,
            Failover.POSSIBLE,
            (hands, services) -> hands.processorTime(services, 5_000),
            (hands, services) -> hands.processorTime(services, -1)),
    NODE_CLOCK_AHEAD(Place.NODE, Failover.NOT_CALLED_FOR, run("fault clock 7200000"), run("fault off")),
    NODE_CLOCK_BEHIND(Place.NODE, Failover.NOT_CALLED_FOR, run("fault clock -3600000"), run("fault off")),
    ELECTION_CLOCK_AHEAD(Place.ELECTION, Failover.NOT_CALLED_FOR, run("fault clock 7200000"), run("fault off")),
    ELECTION_KILLED(Place.ELECTION, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ELECTION_FROZEN(Place.ELECTION, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ELECTION_OFF_THE_NETWORK(Place.ELECTION, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    ELECTIONS_KILLED(Place.ELECTIONS, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ROUTER_KILLED(Place.ROUTER, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ROUTER_FROZEN(Place.ROUTER, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ROUTER_OFF_THE_NETWORK(Place.ROUTER, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    HAPROXY_KILLED(Place.HAPROXY, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    HAPROXY_FROZEN(Place.HAPROXY, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    HAPROXY_OFF_THE_NETWORK(Place.HAPROXY, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    KAFKA_KILLED(Place.KAFKA, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    KAFKA_FROZEN(Place.KAFKA, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    KAFKA_OFF_THE_NETWORK(Place.KAFKA, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    /** One broker's clock; by some broker's the events are stamped. */
    KAFKA_CLOCK_AHEAD(Place.KAFKA, Failover.NOT_CALLED_FOR, run("fault clock 7200000"), run("fault off")),
    KAFKA_CLOCK_BEHIND(Place.KAFKA, Failover.NOT_CALLED_FOR, run("fault clock -3600000"), run("fault off")),
    KAFKA_ALL_KILLED(Place.KAFKA_ALL, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    KAFKA_ALL_FROZEN(Place.KAFKA_ALL, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    KAFKA_ALL_OFF_THE_NETWORK(Place.KAFKA_ALL, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    ETCD_KILLED(Place.ETCD, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ETCD_FROZEN(Place.ETCD, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ETCD_LEADER_OFF_THE_NETWORK(Place.ETCD_LEADER, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    ETCD_LEADER_KILLED(Place.ETCD_LEADER, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ETCD_LEADER_FROZEN(Place.ETCD_LEADER, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ETCD_ALL_KILLED(Place.ETCD_ALL, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ETCD_ALL_FROZEN(Place.ETCD_ALL, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    /** All nodes at once; the last named starts first. */
    ALL_NODES_KILLED(
            Place.ALL_NODES, Failover.POSSIBLE, Hands::kill, (hands, services) -> hands.start(services.reversed())),
    EVERYTHING_RESTARTED(
            Place.EVERYTHING, Failover.POSSIBLE, Hands::kill, (hands, services) -> hands.start(services.reversed()));

    /** Where a fault strikes. */
    public enum Place {
        NODE,
        PAIR,
        ALL_NODES,
        ELECTION,
        ELECTIONS,
        ROUTER,
        HAPROXY,
        KAFKA,
        KAFKA_ALL,
        ETCD,
        ETCD_LEADER,
        ETCD_ALL,
        EVERYTHING
    }

    /** Whether a change of primary is right when the fault strikes the primary; elsewhere it never is. */
    public enum Failover {
        CALLED_FOR,
        POSSIBLE,
        NOT_CALLED_FOR
    }

    /** Something done to services. */
    interface Deed {
        void apply(Hands hands, List<String> services);
    }

    private final Place place;
    private final Failover failover;
    private final Deed injection;
    private final Deed healing;

    FaultKind(Place place, Failover failover, Deed injection, Deed healing) {
        this.place = place;
        this.failover = failover;
        this.injection = injection;
        this.healing = healing;
    }

    public Place place() {
        return place;
    }

    public Failover failover() {
        return failover;
    }

    /** Breaks {@code services}: one, unless the place has several. */
    public void inject(Hands hands, List<String> services) {
        injection.apply(hands, services);
    }

    /** Mends what {@link #inject} broke; the cluster does the rest. */
    public void heal(Hands hands, List<String> services) {
        healing.apply(hands, services);
    }

    /** Its name in words. */
    public String words() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static Deed nothing() {
        return (hands, services) -> {};
    }

    private static Deed run(String command) {
        return (hands, services) -> hands.run(services, command);
    }

    private static Deed signal(String signal, String service) {
        return run("kill -" + signal + " \"$(cat /etc/bascule/sv/" + service + "/supervise/pid)\"");
    }

    private static Deed cut(String... what) {
        return (hands, services) -> hands.runAsRoot(services, words(what));
    }

    private static Deed healCut() {
        return (hands, services) -> hands.runAsRoot(services, "network-cut", "off");
    }

    private static String[] words(String... what) {
        String[] words = new String[2 + what.length];
        words[0] = "network-cut";
        words[1] = "on";
        System.arraycopy(what, 0, words, 2, what.length);
        return words;
    }
}
