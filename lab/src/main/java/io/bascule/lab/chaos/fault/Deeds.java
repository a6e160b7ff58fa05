package io.bascule.lab.chaos.fault;

import java.util.List;

/** What faults do to services, and how each is undone. */
final class Deeds {
    private static final int STARVED_MICROS = 5_000;
    private static final int NO_LIMIT = -1;

    private Deeds() {}

    /** Something done to services. */
    interface Deed {
        void apply(Hands hands, List<String> services);
    }

    static Deed nothing() {
        return (hands, services) -> {};
    }

    /** A shell's command in each container. */
    static Deed run(String command) {
        return (hands, services) -> hands.run(services, command);
    }

    /** The preloaded library's faults end, at the latest when the container is started anew. */
    static Deed faultOff() {
        return (hands, services) -> hands.runOnceUp(services, "fault off");
    }

    /** To one of a node's two services. */
    static Deed signal(String signal, String service) {
        return run("kill -" + signal + " \"$(cat /etc/bascule/sv/" + service + "/supervise/pid)\"");
    }

    /** Drops packets as {@code network-cut on} does; without words, all. */
    static Deed cut(String... words) {
        return (hands, services) -> hands.cutNetwork(services.getFirst(), words);
    }

    /** Two services do not reach each other; everybody else reaches both. */
    static Deed cutLink() {
        return (hands, services) -> hands.cutNetwork(services.getFirst(), services.getLast());
    }

    static Deed healCut() {
        return (hands, services) -> hands.healNetwork(services.getFirst());
    }

    /** To system calls of etcd. */
    static Deed failCalls(String calls, String how) {
        return (hands, services) -> hands.failCallsOfEtcd(services.getFirst(), calls, how);
    }

    static Deed endCallFaults() {
        return (hands, services) -> hands.endCallFaults(services.getFirst());
    }

    /** A twentieth of one processor for each container. */
    static Deed starve() {
        return (hands, services) -> hands.processorTime(services, STARVED_MICROS);
    }

    static Deed feed() {
        return (hands, services) -> hands.processorTime(services, NO_LIMIT);
    }

    static Deed startReversed() {
        return (hands, services) -> hands.start(services.reversed());
    }
}
