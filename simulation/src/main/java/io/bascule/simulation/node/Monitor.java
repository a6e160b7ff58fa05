package io.bascule.simulation.node;

import io.bascule.core.probe.Outcome;
import io.bascule.core.probe.Sight;
import io.bascule.events.Probe;
import io.bascule.events.Probe.PeerSight;
import io.bascule.events.Probe.PostgresStatus;
import io.bascule.events.Probe.Role;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.postgres.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One health monitor process: looks every 250 ms, and at once when its own PostgreSQL ends; the real {@link Sight}. */
public final class Monitor {
    private static final long EVERY_MICROS = 250_000;
    private static final long STALL_MS = 400;

    private final Scene scene;
    private final String cluster;
    private final String node;
    private final Program program;
    private final Kafka kafka;
    private final Map<String, Server> servers;
    private final Map<String, Sight> sights = new TreeMap<>();
    private long sequence;
    private long lastMs;

    Monitor(Scene scene, String cluster, String node, Program program, Kafka kafka, Map<String, Server> servers) {
        this.scene = scene;
        this.cluster = cluster;
        this.node = node;
        this.program = program;
        this.kafka = kafka;
        this.servers = servers;
        this.lastMs = program.clock().nowMs();
        Server own = java.util.Objects.requireNonNull(servers.get(node));
        own.onExit("monitor", () -> scene.schedule().in(scene.dice().delay(1500), program, this::ended));
        scene.schedule().in(scene.dice().between(1000, EVERY_MICROS), program, this::tick);
    }

    private void ended() {
        long nowMs = program.clock().nowMs();
        sights.computeIfPresent(node, (n, sight) -> sight.connectionEnded(nowMs));
        look(nowMs, node);
        publish(nowMs);
    }

    private void tick() {
        long nowMs = program.clock().nowMs();
        if (nowMs - lastMs > STALL_MS) {
            sights.clear();
        }
        lastMs = nowMs;
        servers.keySet().forEach(each -> look(nowMs, each));
        publish(nowMs);
        scene.schedule().in(EVERY_MICROS, program, this::tick);
    }

    private void look(long nowMs, String at) {
        Sight before = sights.getOrDefault(at, Sight.unknown(nowMs));
        sights.put(
                at,
                before.after(outcome(scene, node, java.util.Objects.requireNonNull(servers.get(at))), nowMs, nowMs));
    }

    /** What somebody at {@code place} gets from asking {@code server}. */
    public static Outcome outcome(Scene scene, String place, Server server) {
        if (!scene.network().both(place, server.node()) || server.program().isFrozen()) {
            return Outcome.TIMED_OUT;
        }
        return switch (server.state()) {
            case RUNNING -> Outcome.ANSWERED;
            case STARTING, STOPPING -> Outcome.NOT_READY;
            case DOWN -> Outcome.REFUSED;
        };
    }

    /** What the monitor tries is a local write, and no simulated disk stalls. */
    private long stalledMs() {
        Server own = java.util.Objects.requireNonNull(servers.get(node));
        return scene.broken(Mutation.WAIT_IS_A_STALL) ? own.waitedMicros() / 1000 : 0;
    }

    private void publish(long nowMs) {
        Sight own = sights.getOrDefault(node, Sight.unknown(nowMs));
        List<PeerSight> peers = new ArrayList<>();
        sights.forEach((peer, sight) -> {
            if (!peer.equals(node)) {
                peers.add(new PeerSight(peer, sight.reach(), sight.forMs(nowMs)));
            }
        });
        kafka.publish(
                node,
                new Probe(
                        cluster,
                        node,
                        program.name() + program.incarnation(),
                        ++sequence,
                        0,
                        new PostgresStatus(
                                own.reach(),
                                own.forMs(nowMs),
                                Role.UNKNOWN,
                                0,
                                null,
                                null,
                                null,
                                stalledMs(),
                                false,
                                List.of()),
                        peers));
    }
}
