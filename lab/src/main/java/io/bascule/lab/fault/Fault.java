package io.bascule.lab.fault;

import io.bascule.lab.cluster.Brokers;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.Docker;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can go wrong with a primary, done for real. */
public enum Fault {
    /** Nothing is broken: the primary's office is handed over as planned. */
    SWITCHOVER("planned switchover") {
        @Override
        public void inject(Cluster cluster, String node) {
            cluster.switchover(null);
        }

        @Override
        public void heal(Cluster cluster, String node) {
            // Nothing was broken.
        }
    },
    /** PostgreSQL's first process gets a kill -9; the node stays. */
    POSTMASTER("postmaster killed") {
        @Override
        public void inject(Cluster cluster, String node) {
            exec(cluster, node, "sh", "-c", "kill -9 \"$(head -n 1 \"$BASCULE_DATA/pgdata/postmaster.pid\")\"");
        }

        @Override
        public void heal(Cluster cluster, String node) {
            // Its executor starts it again.
        }
    },
    /** Every process of the node gets a kill -9; its sockets are closed by the kernel. */
    NODE("all processes of the node killed") {
        @Override
        public void inject(Cluster cluster, String node) {
            Docker.run("kill", cluster.endpoints().container(node));
        }

        @Override
        public void heal(Cluster cluster, String node) {
            Docker.run("start", cluster.endpoints().container(node));
        }
    },
    /** Every packet from and to the node is dropped, without reset or ICMP. */
    CUT("network cut") {
        @Override
        public void inject(Cluster cluster, String node) {
            execAsRoot(cluster, node, "network-cut", "on");
        }

        @Override
        public void heal(Cluster cluster, String node) {
            execAsRoot(cluster, node, "network-cut", "off");
        }
    },
    /** Every process of the node is frozen; the kernel still acknowledges packets. */
    FROZEN("frozen") {
        @Override
        public void inject(Cluster cluster, String node) {
            Docker.run("pause", cluster.endpoints().container(node));
        }

        @Override
        public void heal(Cluster cluster, String node) {
            Docker.run("unpause", cluster.endpoints().container(node));
        }
    },
    /** As {@link #NODE}, some seconds after all of Kafka. */
    NODE_WITHOUT_KAFKA("node killed while Kafka is away") {
        @Override
        public void inject(Cluster cluster, String node) {
            onAll("kill", cluster, cluster.endpoints().kafka());
            // Long enough for everybody to have noticed.
            Wait.pause(KAFKA_AWAY_MS);
            NODE.inject(cluster, node);
        }

        @Override
        public void heal(Cluster cluster, String node) {
            onAll("start", cluster, cluster.endpoints().kafka());
            NODE.heal(cluster, node);
        }
    },
    /**
     * One machine that carries the node, the leader of etcd, and a Kafka broker that leads all topics and is the active
     * controller: all at once.
     */
    MACHINE("machine with the leaders of Kafka and etcd killed") {
        @Override
        public void inject(Cluster cluster, String node) {
            String broker = Brokers.gatherLeaders(cluster.endpoints());
            onAll("kill", cluster, List.of(node, broker, cluster.etcdLeader()));
        }

        @Override
        public void heal(Cluster cluster, String node) {
            // Those that run are left alone; which ones led is forgotten by now.
            onAll("start", cluster, cluster.endpoints().kafka());
            onAll("start", cluster, cluster.endpoints().etcd());
            NODE.heal(cluster, node);
        }
    };

    private static final long KAFKA_AWAY_MS = 3000;

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** Breaks {@code node}, the primary; returns once it is broken (a switchover: once it is asked for). */
    public abstract void inject(Cluster cluster, String node);

    /** Mends what {@link #inject} broke; the cluster does the rest. */
    public abstract void heal(Cluster cluster, String node);

    /** What it is, for tables. */
    public String words() {
        return words;
    }

    /** Its name on the command line. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws LabFailure naming what there is */
    public static Fault of(String option) {
        return Arrays.stream(values())
                .filter(fault -> fault.option().equals(option.strip()))
                .findFirst()
                .orElseThrow(() -> new LabFailure("There is no fault '" + option.strip() + "'; there are "
                        + Arrays.stream(values()).map(Fault::option).collect(Collectors.joining(", ")) + "."));
    }

    private static void onAll(String what, Cluster cluster, List<String> services) {
        Docker.run(Stream.concat(Stream.of(what), services.stream().map(cluster.endpoints()::container))
                .toArray(String[]::new));
    }

    private static void exec(Cluster cluster, String node, String... command) {
        Docker.run(join(new String[] {"exec", cluster.endpoints().container(node)}, command));
    }

    private static void execAsRoot(Cluster cluster, String node, String... command) {
        // The container may change its network, but only its root, which none of its own processes is.
        String[] root = {"exec", "--user", "root", cluster.endpoints().container(node)};
        Docker.run(join(root, command));
    }

    private static String[] join(String[] first, String[] second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
