package io.bascule.lab.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the parts of a cluster answer: ports of 127.0.0.1, as deploy/compose.yaml publishes them.
 *
 * @param project Compose's name of the cluster, the prefix of its containers' names
 * @param nodePorts PostgreSQL of node1 and on
 * @param electionPorts HTTP of election1 and on
 * @param etcdPorts of etcd1 and on
 * @param kafkaPorts of kafka1 and on
 */
public record Endpoints(
        String project,
        int writePort,
        int readPort,
        int statsPort,
        List<Integer> nodePorts,
        List<Integer> electionPorts,
        List<Integer> etcdPorts,
        List<Integer> kafkaPorts,
        int webhookPort) {
    public static final String HOST = "127.0.0.1";

    private static final int NODES = 3;
    private static final int ELECTIONS = 2;
    private static final int ETCD_MEMBERS = 3;
    private static final int BROKERS = 3;

    public Endpoints {
        nodePorts = List.copyOf(nodePorts);
        electionPorts = List.copyOf(electionPorts);
        etcdPorts = List.copyOf(etcdPorts);
        kafkaPorts = List.copyOf(kafkaPorts);
    }

    /**
     * Reads the variables of deploy/compose.yaml, with its defaults.
     *
     * @throws LabFailure naming the variable that holds no port
     */
    public static Endpoints of(Map<String, String> environment) {
        return new Endpoints(
                environment.getOrDefault("BASCULE_PROJECT", "bascule"),
                port(environment, "BASCULE_WRITE_PORT", 5000),
                port(environment, "BASCULE_READ_PORT", 5001),
                port(environment, "BASCULE_STATS_PORT", 7000),
                ports(environment, "BASCULE_NODE%d_PORT", 15431, NODES),
                ports(environment, "BASCULE_ELECTION%d_PORT", 18091, ELECTIONS),
                ports(environment, "BASCULE_ETCD%d_PORT", 12379, ETCD_MEMBERS),
                ports(environment, "BASCULE_KAFKA%d_PORT", 19092, BROKERS),
                port(environment, "BASCULE_WEBHOOK_PORT", 18099));
    }

    /** The same for a cluster of the first {@code count} nodes. */
    public Endpoints ofNodes(int count) {
        return new Endpoints(
                project,
                writePort,
                readPort,
                statsPort,
                nodePorts.subList(0, count),
                electionPorts,
                etcdPorts,
                kafkaPorts,
                webhookPort);
    }

    /** The names of all nodes. */
    public List<String> nodes() {
        return names("node", nodePorts);
    }

    /** The names of all election copies. */
    public List<String> elections() {
        return names("election", electionPorts);
    }

    /** The names of all members of etcd. */
    public List<String> etcd() {
        return names("etcd", etcdPorts);
    }

    /** The names of all Kafka brokers. */
    public List<String> kafka() {
        return names("kafka", kafkaPorts);
    }

    /** Where Kafka's clients begin: {@code bootstrap.servers}. */
    public String kafkaServers() {
        return kafkaPorts.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
    }

    /** Where PostgreSQL of {@code node} itself answers, past HAProxy. */
    public int nodePort(String node) {
        int index = nodes().indexOf(node);
        if (index < 0) {
            throw new LabFailure("There is no node '" + node + "': the nodes are " + String.join(", ", nodes()) + ".");
        }
        return nodePorts.get(index);
    }

    /** The container of a service, in Compose's naming. */
    public String container(String service) {
        return project + "-" + service + "-1";
    }

    private static List<String> names(String prefix, List<Integer> ports) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= ports.size(); i++) {
            names.add(prefix + i);
        }
        return names;
    }

    private static List<Integer> ports(Map<String, String> environment, String pattern, int first, int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(port(environment, pattern.formatted(i + 1), first + i));
        }
        return ports;
    }

    private static int port(Map<String, String> environment, String variable, int otherwise) {
        String text = environment.get(variable);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new LabFailure(variable + " is '" + text + "', which is no port: give a number from 1 to 65535.");
    }
}
