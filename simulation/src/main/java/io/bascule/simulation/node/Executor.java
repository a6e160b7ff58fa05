package io.bascule.simulation.node;

import io.bascule.core.node.NodeAction;
import io.bascule.core.node.NodePlan;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.executor.Duty;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.etcd.EtcdClient;
import io.bascule.simulation.postgres.Server;
import java.util.List;
import java.util.Map;

/** One executor process: wake, read, plan, act, announce; the real plan, the real bookkeeping, simulated hands. */
public final class Executor {
    private static final long TICK_MICROS = 250_000;
    private static final long BUSY_TICK_MICROS = 10_000;
    private static final long BUSY_FOR_MS = 3000;

    private final Self self;
    private final Reader reader;
    private final Actions actions;
    private final Attempts attempts;
    private final Announcer announcer;
    private int turn;
    private long nextAt = Long.MAX_VALUE;
    private boolean busy;
    private boolean woken;
    private String lastAction = "";

    Executor(
            Scene scene,
            String name,
            Program program,
            NodeFile file,
            Etcd etcd,
            Kafka kafka,
            Map<String, Server> servers) {
        Server server = java.util.Objects.requireNonNull(servers.get(name));
        file.reload();
        this.self = new Self(
                scene,
                name,
                program,
                file,
                server,
                new Postmaster(server, program.clock()),
                etcd.client(program),
                new Duty(program.clock()),
                new Tasks());
        this.reader = new Reader(self);
        this.attempts = new Attempts(self);
        this.announcer = new Announcer(self);
        Cutting cutting = new Cutting(self, reader);
        this.actions = new Actions(self, cutting, new Copying(self, servers, this::taskEnded));
        self.store().onChange(this::wake);
        kafka.subscribeOrders(program, this::wake);
        server.onExit(
                "executor",
                () -> scene.schedule().in(scene.dice().delay(500), program, () -> {
                    self.postmaster().ended();
                    wake();
                }));
        plan(1000);
    }

    public EtcdClient store() {
        return self.store();
    }

    private void taskEnded(String[] how) {
        if (!how[1].isEmpty()) {
            attempts.failed(how[0], how[1]);
        }
        wake();
    }

    private void wake() {
        if (busy) {
            woken = true;
        } else {
            plan(self.scene().dice().delay(200));
        }
    }

    private void plan(long micros) {
        long at = self.scene().schedule().now() + micros;
        if (at >= nextAt) {
            return;
        }
        nextAt = at;
        int mine = ++turn;
        self.scene().schedule().in(micros, self.program(), () -> {
            if (mine == turn) {
                nextAt = Long.MAX_VALUE;
                step();
            }
        });
    }

    private void step() {
        if (busy) {
            woken = true;
            return;
        }
        woken = false;
        Sight sight = reader.read();
        announce(sight, false);
        if (sight.endPending()) {
            reader.findEnd();
            sight = reader.read();
            announce(sight, false);
        }
        NodeAction action = Sabotage.change(NodePlan.next(sight.view()), sight, self);
        String name = action.getClass().getSimpleName();
        boolean idle = action instanceof NodeAction.WaitFor || action instanceof NodeAction.RefuseData;
        if (idle || !attempts.mayTry(name)) {
            ended(sight);
            return;
        }
        if (!lastAction.equals(action.toString())) {
            lastAction = action.toString();
            self.scene().story().tell(() -> self.name() + ": " + action);
        }
        if (action instanceof NodeAction.RunInitdb) {
            announce(sight, true);
        }
        play(name, actions.script(action, sight).steps(), 0);
    }

    private void play(String name, List<Script.Step> steps, int at) {
        busy = true;
        try {
            if (at == steps.size()) {
                busy = false;
                attempts.succeeded(name);
                ended(reader.read());
                plan(100);
                return;
            }
            boolean done = steps.get(at).isDone();
            long micros =
                    done ? self.scene().dice().delay(300) : self.scene().dice().between(2000, 5000);
            self.scene().schedule().in(micros, self.program(), () -> play(name, steps, done ? at + 1 : at));
        } catch (Script.Failed | StoreUnavailableException e) {
            busy = false;
            attempts.failed(name, String.valueOf(e.getMessage()));
            ended(reader.read());
        }
    }

    /** The end of one round, whatever it did. */
    private void ended(Sight sight) {
        announce(sight, false);
        self.file().flush();
        Script more = actions.lookAfter(sight);
        if (more != null) {
            play("Adopt", more.steps(), 0);
            return;
        }
        plan(woken ? 0 : inMotion() ? BUSY_TICK_MICROS : TICK_MICROS);
    }

    private void announce(Sight sight, boolean making) {
        actions.announced(sight);
        announcer.offer(sight, making, isDraining());
    }

    private boolean inMotion() {
        if (self.duty().settlesSoon() || isDraining()) {
            return true;
        }
        boolean startsOrStops = self.postmaster().alive()
                && (self.postmaster().stopAsked() || !self.server().answers());
        return startsOrStops && self.postmaster().forMs() < BUSY_FOR_MS;
    }

    private boolean isDraining() {
        ClusterRecord record = self.file().get().record();
        return record != null && record.phase() == Phase.DRAINING;
    }
}
