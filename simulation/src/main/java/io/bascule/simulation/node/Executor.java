package io.bascule.simulation.node;

import io.bascule.core.node.NodeAction;
import io.bascule.core.node.NodePlan;
import io.bascule.core.node.NodeView;
import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.MemberState;
import io.bascule.executor.ExecutorCopy;
import io.bascule.executor.Node;
import io.bascule.executor.NodeState;
import io.bascule.executor.Paths;
import io.bascule.executor.Postmaster;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Coroutine;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.etcd.EtcdClient;
import io.bascule.simulation.postgres.Server;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** One executor process: the real flow on simulated hands, which may end or stand still between any two of its effects. */
public final class Executor {
    private static final Paths PATHS = new Paths(Path.of("simulated"));

    private final Place place;
    private final NodeFile file;
    private final EtcdClient store;
    private final ExecutorCopy copy;
    private final Sabotage sabotage;
    private int turn;
    private long nextAt = Long.MAX_VALUE;
    private boolean busy;
    private boolean woken;
    private String lastAction = "";

    Executor(
            Scene scene,
            String cluster,
            String name,
            Program program,
            NodeFile file,
            Etcd etcd,
            Kafka kafka,
            Map<String, Server> servers) {
        this.place = new Place(scene, name, program, Objects.requireNonNull(servers.get(name)));
        this.file = file;
        this.store = etcd.client(program);
        file.open(place);
        this.sabotage = new Sabotage(place, file);
        SimulatedConf conf = new SimulatedConf(place);
        SimulatedTools tools = new SimulatedTools(place, servers);
        this.copy = new ExecutorCopy(
                new Node(
                        name,
                        cluster,
                        name + ":5432",
                        PATHS,
                        file,
                        new SimulatedData(place),
                        conf,
                        new Postmaster(new SimulatedProcesses(place), program.clock(), this::wake),
                        new SimulatedPostgres(place, conf),
                        new NodeStore(place, file, store),
                        event -> scene.story().tell(() -> name + ": tells " + event),
                        program.clock(),
                        ms -> place.pause(scene.dice().between(ms * 1000, ms * 2000)),
                        this::newDisk),
                tools,
                tools,
                new SimulatedGap(place, file),
                this::plan,
                new Announcements(place, store, this::bend),
                task -> scene.schedule().in(scene.dice().delay(200), program, () -> Coroutine.run(task)),
                this::wake);
        store.onChange(this::wake);
        kafka.subscribeOrders(program, this::wake);
        next(1000);
    }

    public EtcdClient store() {
        return store;
    }

    private MemberState bend(MemberState state) {
        return sabotage.bend(state, copy.shownQuorum());
    }

    private void wake() {
        if (busy) {
            woken = true;
        } else {
            next(place.scene().dice().delay(200));
        }
    }

    private void next(long micros) {
        long at = place.scene().schedule().now() + micros;
        if (at >= nextAt) {
            return;
        }
        nextAt = at;
        int mine = ++turn;
        place.scene().schedule().in(micros, place.program(), () -> {
            if (mine == turn) {
                nextAt = Long.MAX_VALUE;
                busy = true;
                woken = false;
                Coroutine.run(this::turn);
            }
        });
    }

    private void turn() {
        long pauseMs = copy.turn();
        busy = false;
        next(woken ? 0 : Math.max(100, pauseMs * 1000));
    }

    private NodeAction plan(NodeView view) {
        NodeView bent = sabotage.bend(view);
        NodeAction action = sabotage.change(NodePlan.next(bent), bent);
        check(action, view);
        if (action instanceof NodeAction.WaitFor || action instanceof NodeAction.RefuseData) {
            return action;
        }
        // It may have decided and stand still before it acts.
        place.step();
        if (!lastAction.equals(action.toString())) {
            lastAction = action.toString();
            place.scene().story().tell(() -> place.node() + ": " + action);
        }
        return action;
    }

    private void check(NodeAction action, NodeView view) {
        switch (action) {
            case NodeAction.Follow follow -> obeys(action, follow.primary().term());
            case NodeAction.StartFollowing start ->
                obeys(action, start.following().term());
            case NodeAction.StartPrimary start -> obeys(action, start.term());
            case NodeAction.Promote promote -> obeys(action, promote.term());
            case NodeAction.StopForDrain stop -> stops(view);
            case NodeAction.StopStandby stop -> stops(view);
            case NodeAction.StopImmediately stop -> stops(view);
            case NodeAction.StopAlone stop -> stops(view);
            case NodeAction.WaitFor nothing -> {}
            case NodeAction.RefuseData nothing -> {}
            case NodeAction.RunInitdb nothing -> {}
            case NodeAction.Clone nothing -> {}
            case NodeAction.Rewind nothing -> {}
            case NodeAction.AbortTask nothing -> {}
            case NodeAction.StartCut nothing -> {}
            case NodeAction.CutOff nothing -> {}
            case NodeAction.CutAndPromise nothing -> {}
            case NodeAction.PromiseStopped nothing -> {}
            case NodeAction.ApplyQuorum nothing -> {}
        }
    }

    private void obeys(NodeAction action, long term) {
        NodeState state = file.get();
        String what = action.getClass().getSimpleName();
        place.scene().invariants().obeyed(place.node(), what, term, state.seen().term(), state.promisedTerm());
    }

    private void stops(NodeView view) {
        boolean primary =
                view.postgres().process() == Process.RUNNING && !view.postgres().inRecovery();
        place.scene()
                .invariants()
                .stops(
                        place.node(),
                        primary,
                        view.storeAnswers(),
                        view.postgres().streamingStandbys());
    }

    /** R3: another disk, another name. */
    private String newDisk() {
        int number = place.broken(Mutation.VOTER_IS_A_NODE)
                ? place.node().hashCode()
                : place.scene().dice().below(Integer.MAX_VALUE);
        return "%08x".formatted(number);
    }
}
