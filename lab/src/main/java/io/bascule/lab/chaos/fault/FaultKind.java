package io.bascule.lab.chaos.fault;

import static io.bascule.lab.chaos.fault.Deeds.cut;
import static io.bascule.lab.chaos.fault.Deeds.cutLink;
import static io.bascule.lab.chaos.fault.Deeds.endCallFaults;
import static io.bascule.lab.chaos.fault.Deeds.failCalls;
import static io.bascule.lab.chaos.fault.Deeds.faultOff;
import static io.bascule.lab.chaos.fault.Deeds.feed;
import static io.bascule.lab.chaos.fault.Deeds.healCut;
import static io.bascule.lab.chaos.fault.Deeds.nothing;
import static io.bascule.lab.chaos.fault.Deeds.run;
import static io.bascule.lab.chaos.fault.Deeds.signal;
import static io.bascule.lab.chaos.fault.Deeds.startReversed;
import static io.bascule.lab.chaos.fault.Deeds.starve;

import io.bascule.lab.chaos.fault.Deeds.Deed;
import java.util.List;
import java.util.Locale;

/**
 * Everything that the chaos suite can break. What is deaf hears nobody and is heard, what is mute is heard by nobody; a cut
 * link parts two services that everybody else reaches; a slow disk takes 300 ms longer for each flush, on a full one no file
 * can grow; who is starved has a twentieth of a processor.
 */
public enum FaultKind {
    NODE_KILLED(Place.NODE, Failover.CALLED_FOR, Hands::kill, Hands::start),
    NODE_FROZEN(Place.NODE, Failover.CALLED_FOR, Hands::pause, Hands::unpause),
    NODE_CUT(Place.NODE, Failover.CALLED_FOR, cut(), healCut()),
    NODE_DEAF(Place.NODE, Failover.CALLED_FOR, cut("in"), healCut()),
    NODE_MUTE(Place.NODE, Failover.CALLED_FOR, cut("out"), healCut()),
    NODE_LINK_CUT(Place.NODE_PAIR, Failover.NOT_CALLED_FOR, cutLink(), healCut()),
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
    NODE_DISK_SLOW(Place.NODE, Failover.NOT_CALLED_FOR, run("fault sync 300"), faultOff()),
    NODE_DISK_FULL(Place.NODE, Failover.POSSIBLE, run("fault full 1"), faultOff()),
    NODE_STARVED(Place.NODE, Failover.POSSIBLE, starve(), feed()),
    NODE_CLOCK_AHEAD(Place.NODE, Failover.NOT_CALLED_FOR, run("fault clock 7200000"), faultOff()),
    NODE_CLOCK_BEHIND(Place.NODE, Failover.NOT_CALLED_FOR, run("fault clock -3600000"), faultOff()),
    ELECTION_CLOCK_AHEAD(Place.ELECTION, Failover.NOT_CALLED_FOR, run("fault clock 7200000"), faultOff()),
    ELECTION_KILLED(Place.ELECTION, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ELECTION_FROZEN(Place.ELECTION, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ELECTION_OFF_THE_NETWORK(Place.ELECTION, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    ELECTION_DEAF(Place.ELECTION, Failover.NOT_CALLED_FOR, cut("in"), healCut()),
    ELECTION_MUTE(Place.ELECTION, Failover.NOT_CALLED_FOR, cut("out"), healCut()),
    ELECTION_TO_NODE_LINK_CUT(Place.ELECTION_AND_NODE, Failover.NOT_CALLED_FOR, cutLink(), healCut()),
    ELECTION_STARVED(Place.ELECTION, Failover.NOT_CALLED_FOR, starve(), feed()),
    ELECTIONS_KILLED(Place.ELECTIONS, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ROUTER_KILLED(Place.ROUTER, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ROUTER_FROZEN(Place.ROUTER, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ROUTER_OFF_THE_NETWORK(Place.ROUTER, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    ROUTER_DEAF(Place.ROUTER, Failover.NOT_CALLED_FOR, cut("in"), healCut()),
    ROUTER_MUTE(Place.ROUTER, Failover.NOT_CALLED_FOR, cut("out"), healCut()),
    ROUTER_STARVED(Place.ROUTER, Failover.NOT_CALLED_FOR, starve(), feed()),
    HAPROXY_KILLED(Place.HAPROXY, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    HAPROXY_FROZEN(Place.HAPROXY, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    HAPROXY_OFF_THE_NETWORK(Place.HAPROXY, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    HAPROXY_DEAF(Place.HAPROXY, Failover.NOT_CALLED_FOR, cut("in"), healCut()),
    HAPROXY_MUTE(Place.HAPROXY, Failover.NOT_CALLED_FOR, cut("out"), healCut()),
    HAPROXY_STARVED(Place.HAPROXY, Failover.NOT_CALLED_FOR, starve(), feed()),
    KAFKA_KILLED(Place.KAFKA, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    KAFKA_FROZEN(Place.KAFKA, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    KAFKA_OFF_THE_NETWORK(Place.KAFKA, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    KAFKA_DEAF(Place.KAFKA, Failover.NOT_CALLED_FOR, cut("in"), healCut()),
    KAFKA_MUTE(Place.KAFKA, Failover.NOT_CALLED_FOR, cut("out"), healCut()),
    KAFKA_STARVED(Place.KAFKA, Failover.NOT_CALLED_FOR, starve(), feed()),
    KAFKA_DISK_SLOW(Place.KAFKA, Failover.NOT_CALLED_FOR, run("fault sync 300"), faultOff()),
    KAFKA_DISK_FULL(Place.KAFKA, Failover.NOT_CALLED_FOR, run("fault full 1"), faultOff()),
    /** One broker's clock; by some broker's the events are stamped. */
    KAFKA_CLOCK_AHEAD(Place.KAFKA, Failover.NOT_CALLED_FOR, run("fault clock 7200000"), faultOff()),
    KAFKA_CLOCK_BEHIND(Place.KAFKA, Failover.NOT_CALLED_FOR, run("fault clock -3600000"), faultOff()),
    KAFKA_ALL_KILLED(Place.KAFKA_ALL, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    KAFKA_ALL_FROZEN(Place.KAFKA_ALL, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    KAFKA_ALL_OFF_THE_NETWORK(Place.KAFKA_ALL, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    ETCD_KILLED(Place.ETCD, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ETCD_FROZEN(Place.ETCD, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ETCD_DEAF(Place.ETCD, Failover.NOT_CALLED_FOR, cut("in"), healCut()),
    ETCD_MUTE(Place.ETCD, Failover.NOT_CALLED_FOR, cut("out"), healCut()),
    ETCD_STARVED(Place.ETCD, Failover.NOT_CALLED_FOR, starve(), feed()),
    ETCD_DISK_SLOW(
            Place.ETCD, Failover.NOT_CALLED_FOR, failCalls("fsync,fdatasync", "delay_enter=300ms"), endCallFaults()),
    /** What it writes to its database is refused, which ends it; started again, it finds space. */
    ETCD_DISK_FULL(Place.ETCD, Failover.NOT_CALLED_FOR, failCalls("pwrite64", "error=ENOSPC"), endCallFaults()),
    ETCD_LINK_CUT(Place.ETCD_PAIR, Failover.NOT_CALLED_FOR, cutLink(), healCut()),
    ETCD_LEADER_OFF_THE_NETWORK(Place.ETCD_LEADER, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    ETCD_LEADER_KILLED(Place.ETCD_LEADER, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ETCD_LEADER_FROZEN(Place.ETCD_LEADER, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ETCD_ALL_KILLED(Place.ETCD_ALL, Failover.NOT_CALLED_FOR, Hands::kill, Hands::start),
    ETCD_ALL_FROZEN(Place.ETCD_ALL, Failover.NOT_CALLED_FOR, Hands::pause, Hands::unpause),
    ETCD_ALL_OFF_THE_NETWORK(Place.ETCD_ALL, Failover.NOT_CALLED_FOR, Hands::disconnect, Hands::connect),
    ETCD_ALL_STARVED(Place.ETCD_ALL, Failover.NOT_CALLED_FOR, starve(), feed()),
    /** All nodes at once; the last named starts first. */
    ALL_NODES_KILLED(Place.ALL_NODES, Failover.POSSIBLE, Hands::kill, startReversed()),
    EVERYTHING_RESTARTED(Place.EVERYTHING, Failover.POSSIBLE, Hands::kill, startReversed());

    /** Where a fault strikes. */
    public enum Place {
        NODE,
        NODE_PAIR,
        ALL_NODES,
        ELECTION,
        ELECTION_AND_NODE,
        ELECTIONS,
        ROUTER,
        HAPROXY,
        KAFKA,
        KAFKA_ALL,
        ETCD,
        ETCD_PAIR,
        ETCD_LEADER,
        ETCD_ALL,
        EVERYTHING;

        /** Whether only the link between two services is broken: the first one's. */
        boolean isLink() {
            return this == NODE_PAIR || this == ELECTION_AND_NODE || this == ETCD_PAIR;
        }
    }

    /** Whether a change of primary is right when the fault strikes the primary; elsewhere it never is. */
    public enum Failover {
        CALLED_FOR,
        POSSIBLE,
        NOT_CALLED_FOR
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
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
