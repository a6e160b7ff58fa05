package io.bascule.simulation;

import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.postgres.Server;
import java.util.List;

/** Clients that commit and read where the router leads them, and some whose sessions nobody ever cut. */
final class Writers {
    private static final long EVERY_MICROS = 45_000;
    private static final long EAGER_MICROS = 1500;
    private static final int EAGER_TIMES = 12;
    private static final String PLACE = "clients";

    private final Scene scene;
    private final RouterHost router;
    private final List<Server> servers;
    private final Program program;
    private long next;

    Writers(Scene scene, RouterHost router, List<Server> servers) {
        this.scene = scene;
        this.router = router;
        this.servers = servers;
        this.program = scene.program("clients", PLACE);
        servers.forEach(each -> each.onWritable(() -> insist(each, scene.dice().below(EAGER_TIMES))));
        write();
    }

    /** A session that was there while it was a standby has waited for this. */
    private void insist(Server server, int times) {
        if (times > 0 && scene.invariants().record() != null) {
            commit(server);
            scene.schedule().in(scene.dice().delay(EAGER_MICROS), program, () -> insist(server, times - 1));
        }
    }

    private void commit(Server server) {
        if (scene.network().both(PLACE, server.node()) && server.commit(next)) {
            next++;
        }
    }

    /** Each new session through the router stays until the router, or the end of its PostgreSQL, ends it. */
    private void read(Server server, boolean stray, boolean routed) {
        int life = server.program().incarnation();
        router.endSessionUnless(server.node(), life);
        boolean readable = router.isReadable(server.node());
        boolean wanted = stray || routed || readable || router.hasSession(server.node());
        if (wanted && scene.network().both(PLACE, server.node()) && server.read(readable) && routed) {
            router.holdSession(server.node(), life);
        }
    }

    private void write() {
        // Before the cluster has begun nobody can log in but its maker.
        boolean stray = scene.dice().chance(0.3) && scene.invariants().record() != null;
        String routed = router.writable().orElse("");
        for (Server server : servers) {
            // A session that nobody cut is served by whatever backend is left, its postmaster's death notwithstanding.
            boolean tries = stray || server.node().equals(routed);
            if (tries) {
                commit(server);
            }
            read(server, stray, server.node().equals(routed));
        }
        scene.schedule().in(scene.dice().delay(EVERY_MICROS), program, this::write);
    }
}
