package io.bascule.simulation;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Seen;
import io.bascule.core.route.Backend;
import io.bascule.core.route.ProxyView;
import io.bascule.core.route.ProxyView.Admission;
import io.bascule.core.route.ProxyView.Shown;
import io.bascule.core.route.RouteStep;
import io.bascule.core.route.Server;
import io.bascule.platform.StoreSnapshot;
import io.bascule.router.RouterCopy;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.etcd.EtcdClient;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The real router before an HAProxy in memory. */
final class RouterHost implements RouterCopy.Balancer {
    /** The grace for sessions on a lost primary is less than half of this. */
    private static final long SESSION_MICROS = 1_000_000;

    private final Scene scene;
    private final Program program;
    private final EtcdClient client;
    private final RouterCopy router;
    private final Map<String, Admission> write = new TreeMap<>();
    private final Map<String, Admission> read = new TreeMap<>();
    /** Writers' sessions by node, each on one life of its PostgreSQL. */
    private final Map<String, Session> sessions = new TreeMap<>();

    private long pid = 1;
    private boolean absent;
    private int turn;
    private Seen seen = Seen.NOTHING;
    private @Nullable ClusterRecord known;

    /** Since when no writer is sent there, or now, and looks since that has been so for too long. */
    private record Session(int life, long sinceMicros, int looks) {}

    RouterHost(Scene scene, String cluster, Etcd etcd, Collection<String> nodes) {
        this.scene = scene;
        this.program = scene.program("router", "router");
        this.client = etcd.client(program);
        nodes.forEach(node -> {
            write.put(node, Admission.CLOSED);
            read.put(node, Admission.CLOSED);
        });
        var shown = BentStore.forRouter(scene, client);
        this.router = new RouterCopy("router", cluster, shown, this, event -> {}, program.clock());
        client.onChange(() -> plan(200));
        plan(1000);
    }

    EtcdClient client() {
        return client;
    }

    Program program() {
        return program;
    }

    void restartProxy() {
        pid++;
        write.replaceAll((node, before) -> Admission.CLOSED);
        read.replaceAll((node, before) -> Admission.CLOSED);
        sessions.clear();
    }

    void absent(boolean now) {
        absent = now;
    }

    /** Where a new writer ends up. */
    Optional<String> writable() {
        return open(write).stream().findFirst();
    }

    boolean isReadable(String node) {
        return read.get(node) == Admission.READY;
    }

    boolean hasSession(String node) {
        return sessions.containsKey(node);
    }

    void holdSession(String node, int life) {
        sessions.putIfAbsent(node, new Session(life, scene.schedule().now(), 0));
    }

    void endSessionUnless(String node, int life) {
        Session there = sessions.get(node);
        if (there != null && there.life() != life) {
            sessions.remove(node);
        }
    }

    private static List<String> open(Map<String, Admission> servers) {
        return servers.entrySet().stream()
                .filter(e -> e.getValue() == Admission.READY)
                .map(Map.Entry::getKey)
                .toList();
    }

    private void plan(long micros) {
        int mine = ++turn;
        scene.schedule().in(micros, program, () -> {
            if (mine == turn) {
                plan(Math.max(1, router.turn()) * 1000);
            }
        });
    }

    @Override
    public ProxyView look() throws IOException {
        StoreSnapshot s = client.snapshot();
        if (s.reachable() && s.record() != null && !seen.refuses(s.seen())) {
            known = s.record();
            seen = s.seen();
        }
        if (absent) {
            throw new IOException("Connection refused");
        }
        lookAtSessions();
        Map<Server, Shown> servers = new TreeMap<>();
        write.forEach(
                (node, admission) -> servers.put(Server.write(node), new Shown(admission, hasSession(node) ? 1 : 0)));
        read.forEach((node, admission) -> servers.put(Server.read(node), new Shown(admission, 0)));
        return new ProxyView(new ProxyView.Run(pid, 1), servers);
    }

    /** Sessions where no writer is sent any more, while another node is open: a router that stood still has to look again. */
    private void lookAtSessions() {
        long now = scene.schedule().now();
        String open = writable().orElse(null);
        sessions.replaceAll((node, s) -> {
            if (open == null || open.equals(node)) {
                return new Session(s.life(), now, 0);
            }
            boolean late = now - s.sinceMicros() > SESSION_MICROS;
            // No clock goes back outside of a simulator; with one that does, a grace has no end.
            if (late && !program.wasSetBack()) {
                scene.invariants().sessionStays(node, s.looks());
            }
            return new Session(s.life(), s.sinceMicros(), late ? s.looks() + 1 : 0);
        });
    }

    @Override
    public void apply(RouteStep step) throws IOException {
        if (absent) {
            throw new IOException("Connection refused");
        }
        boolean writes = step.server().backend() == Backend.WRITE;
        Map<String, Admission> servers = writes ? write : read;
        switch (step) {
            case RouteStep.Open open -> {
                if (writes) {
                    scene.invariants().routed(open.server().node(), known);
                    scene.story().tell(() -> "router: opens " + open.server());
                }
                servers.put(open.server().node(), Admission.READY);
                if (writes) {
                    scene.invariants().writable(open(write));
                }
            }
            case RouteStep.Close close -> servers.put(close.server().node(), Admission.CLOSED);
            case RouteStep.Cut cut -> {
                if (writes && !scene.broken(Mutation.SESSIONS_NOT_CUT)) {
                    sessions.remove(cut.server().node());
                }
            }
        }
    }
}
