package io.bascule.simulation;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Settings;
import io.bascule.core.record.Settings.Durability;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.fault.Plan;
import io.bascule.simulation.node.Kafka;
import io.bascule.simulation.node.Machine;
import io.bascule.simulation.postgres.Server;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything of one simulated cluster. */
final class Cluster {
    static final String NAME = "demo";
    private static final int ELECTION_COPIES = 2;

    /** Two probes. */
    private static final long NOTICED_AFTER_MICROS = 500_000;

    final Scene scene;
    final Etcd etcd;
    final Kafka kafka;
    final List<Machine> machines = new ArrayList<>();
    final List<ElectionHost> elections = new ArrayList<>();
    final RouterHost router;
    final Writers writers;

    /** What an operator's hand does; never frozen. */
    final Program hand;

    private final Settings planned;
    private final int joining;
    private final Map<String, Server> servers = new TreeMap<>();

    Cluster(Scene scene, Plan plan) {
        this.scene = scene;
        this.joining = plan.joining();
        this.hand = scene.program("hand", "hand");
        Durability durability = plan.available() ? Durability.AVAILABLE : Durability.QUORUM;
        this.planned = Settings.DEFAULTS.with(durability, plan.acks(), false, Map.of());
        this.etcd = new Etcd(scene, planned);
        this.kafka = new Kafka(scene);
        for (int i = 1; i <= plan.nodes(); i++) {
            servers.put("n" + i, new Server(scene, "n" + i, servers));
        }
        scene.invariants().watch(this::commitsOf, this::isThere, this::isGoneForLong);
        servers.keySet().forEach(n -> machines.add(new Machine(scene, NAME, n, etcd, kafka, servers)));
        int there = plan.nodes() - joining;
        machines.subList(0, there).forEach(Machine::boot);
        machines.subList(there, plan.nodes()).forEach(Machine::losePower);
        for (int i = 1; i <= ELECTION_COPIES; i++) {
            elections.add(new ElectionHost(scene, NAME, "e" + i, etcd, kafka, servers));
        }
        this.router = new RouterHost(scene, NAME, etcd, servers.keySet());
        this.writers = new Writers(scene, router, List.copyOf(servers.values()));
    }

    /** What the operator wants when all is well. */
    Settings planned() {
        return planned;
    }

    /** How many of the machines, the last ones, come later. */
    int joining() {
        return joining;
    }

    private BitSet commitsOf(String node) {
        Server server = servers.get(node);
        return server == null || !server.hasData() ? new BitSet() : server.dir().commits();
    }

    private boolean isThere(Instance instance) {
        return machine(instance.node())
                .filter(m -> instance.equals(m.instance()))
                .isPresent();
    }

    private boolean isGoneForLong(Instance instance) {
        return machine(instance.node())
                .filter(m -> m.goneForMicros(instance) > NOTICED_AFTER_MICROS)
                .isPresent();
    }

    Optional<Machine> machine(String node) {
        return machines.stream().filter(m -> m.name().equals(node)).findFirst();
    }

    Optional<Machine> primary() {
        ClusterRecord record = etcd.record();
        return record == null ? Optional.empty() : machine(record.primary().node());
    }

    /** Whether it takes writes with every node streaming and voting, and nobody lacks anything. */
    boolean isWhole() {
        ClusterRecord record = etcd.record();
        if (record == null
                || record.phase() != io.bascule.core.record.Phase.STEADY
                || record.quorums().size() > 1
                || record.quorum().acks() != Math.min(etcd.settings().acks(), machines.size() - 1)
                || record.quorum().voters().size() != machines.size() - 1) {
            return false;
        }
        String primary = record.primary().node();
        return machines.stream()
                .allMatch(m -> m.name().equals(primary)
                        ? m.server().isPrimary() && router.writable().equals(Optional.of(primary))
                        : m.server().answers() && m.server().streams());
    }

    /**
     * Whether only an operator's consent can help: the primary's disk is no more, and of some quorum under which it may
     * have acknowledged so many disks that those that are left cannot revoke it, as where it stood alone (R9).
     */
    boolean needsConsent() {
        ClusterRecord record = etcd.record();
        if (record == null || isThere(record.primary())) {
            return false;
        }
        List<Instance> left = machines.stream()
                .flatMap(m -> Optional.ofNullable(m.instance()).stream())
                .toList();
        long formerPrimary = machines.stream()
                .filter(m -> m.instance() != null)
                .mapToLong(m -> m.file().durable().primaryTerm())
                .max()
                .orElse(0);
        return record.quorums().stream()
                .anyMatch(q -> q.term() > formerPrimary
                        && !q.isRevokedBy(left)
                        && !scene.invariants().isInVain(q));
    }

    /** For people who ask why it is not whole. */
    String describe() {
        ClusterRecord record = etcd.record();
        StringBuilder text = new StringBuilder(record == null ? "no record" : Etcd.words(record));
        for (Machine m : machines) {
            text.append("; ")
                    .append(m.name())
                    .append(' ')
                    .append(m.server().state())
                    .append(m.server().isPrimary() ? " primary" : "")
                    .append(m.server().answers() && m.server().streams() ? " streams" : "")
                    .append(m.server().hasData() ? " end " + m.server().dir().end() : " no data")
                    .append(" disk ")
                    .append(m.file().get().disk())
                    .append(" promised ")
                    .append(m.file().get().promisedTerm())
                    .append(" making ")
                    .append(m.file().get().making());
        }
        return text + "; router " + router.writable().orElse("closed");
    }
}
