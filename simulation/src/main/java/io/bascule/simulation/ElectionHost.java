package io.bascule.simulation;

import io.bascule.core.probe.Outcome;
import io.bascule.election.ElectionCopy;
import io.bascule.events.LookNow;
import io.bascule.events.Probe.Reach;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.etcd.EtcdClient;
import io.bascule.simulation.node.Kafka;
import io.bascule.simulation.node.Monitor;
import io.bascule.simulation.postgres.Server;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs one election copy: looks every 50 ms and when the store or Kafka brings news; pings every 250 ms. */
final class ElectionHost {
    private static final long TICK_MICROS = 50_000;
    private static final long PING_MICROS = 250_000;

    private final Scene scene;
    private final String cluster;
    private final Etcd etcd;
    private final Kafka kafka;
    private final Map<String, Server> servers;
    private final Program program;
    private @Nullable ElectionCopy copy;
    private @Nullable EtcdClient client;
    private int turn;
    private long nextLookAt;

    ElectionHost(Scene scene, String cluster, String name, Etcd etcd, Kafka kafka, Map<String, Server> servers) {
        this.scene = scene;
        this.cluster = cluster;
        this.etcd = etcd;
        this.kafka = kafka;
        this.servers = servers;
        this.program = scene.program(name, name);
        start();
    }

    Program program() {
        return program;
    }

    @Nullable
    EtcdClient client() {
        return client;
    }

    void end() {
        program.end();
        EtcdClient was = client;
        if (was != null) {
            was.close();
        }
    }

    void start() {
        program.begin();
        EtcdClient mine = etcd.client(program);
        client = mine;
        nextLookAt = Long.MAX_VALUE;
        var seen = new ElectionCopy(
                cluster,
                program.name(),
                BentStore.forElection(scene, mine, program.clock()),
                event -> {
                    if (event instanceof LookNow) {
                        kafka.look(program.place());
                    }
                },
                program.clock(),
                () -> "d" + scene.schedule().steps());
        copy = seen;
        kafka.subscribe(program, probe -> {
            if (seen.heard(probe)) {
                lookSoon();
            }
        });
        mine.onChange(this::lookSoon);
        lookIn(scene.dice().between(100, TICK_MICROS));
        scene.schedule().in(scene.dice().between(100, PING_MICROS), program, this::ping);
    }

    private void lookSoon() {
        lookIn(scene.dice().delay(100));
    }

    /** As its loop does, which waits from its last look on. */
    private void lookIn(long micros) {
        long at = scene.schedule().now() + micros;
        if (at >= nextLookAt) {
            return;
        }
        nextLookAt = at;
        int mine = ++turn;
        scene.schedule().in(micros, program, () -> {
            if (mine == turn) {
                nextLookAt = Long.MAX_VALUE;
                look();
                lookIn(TICK_MICROS);
            }
        });
    }

    private void look() {
        ElectionCopy now = copy;
        if (now != null && !now.look()) {
            scene.story().tell(() -> program + ": etcd did not answer");
        }
    }

    /** An operator asks this copy to seat the record above all that the nodes have seen. */
    void reseat() {
        ElectionCopy now = copy;
        if (now != null && program.answers()) {
            now.reseat("operator");
        }
    }

    private void ping() {
        ElectionCopy now = copy;
        if (now != null) {
            servers.forEach((node, server) -> {
                if (now.pinged(node, reach(Monitor.outcome(scene, program.place(), server)))) {
                    lookSoon();
                }
            });
        }
        scene.schedule().in(PING_MICROS, program, this::ping);
    }

    private static Reach reach(Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> Reach.ANSWERS;
            case NOT_READY -> Reach.NOT_READY;
            case REFUSED -> Reach.REFUSED;
            case CUT_SHORT -> Reach.CLOSED;
            case TIMED_OUT -> Reach.SILENT;
        };
    }
}
