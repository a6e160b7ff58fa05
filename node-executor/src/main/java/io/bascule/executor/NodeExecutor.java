package io.bascule.executor;

import io.bascule.core.node.NodeAction;
import io.bascule.core.node.NodeAction.AbortTask;
import io.bascule.core.node.NodeAction.ApplyQuorum;
import io.bascule.core.node.NodeAction.Clone;
import io.bascule.core.node.NodeAction.CutAndPromise;
import io.bascule.core.node.NodeAction.CutOff;
import io.bascule.core.node.NodeAction.Follow;
import io.bascule.core.node.NodeAction.PromiseStopped;
import io.bascule.core.node.NodeAction.Promote;
import io.bascule.core.node.NodeAction.RefuseData;
import io.bascule.core.node.NodeAction.Rewind;
import io.bascule.core.node.NodeAction.RunInitdb;
import io.bascule.core.node.NodeAction.StartCut;
import io.bascule.core.node.NodeAction.StartFollowing;
import io.bascule.core.node.NodeAction.StartPrimary;
import io.bascule.core.node.NodeAction.StopAlone;
import io.bascule.core.node.NodeAction.StopForDrain;
import io.bascule.core.node.NodeAction.StopImmediately;
import io.bascule.core.node.NodeAction.StopStandby;
import io.bascule.core.node.NodeAction.WaitFor;
import io.bascule.core.node.NodePlan;
import io.bascule.core.node.NodeView;
import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.events.StoryEvent.PostmasterExited;
import io.bascule.platform.PgFailure;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The main flow: wake, read, plan, act, announce. Everything is decided in {@link NodePlan} from what one reading
 * showed; one action at a time; only clones and rewinds run beside it.
 */
final class NodeExecutor {
    private static final Logger LOG = Logger.getLogger(NodeExecutor.class);

    /** How long nothing happens at most, when neither etcd, Kafka nor PostgreSQL say anything. */
    private static final long TICK_MS = 250;

    /** While PostgreSQL starts or stops. */
    private static final long BUSY_TICK_MS = 10;

    /** While a quorum settles, or a switchover waits for the last WAL: each look costs three processes some work. */
    private static final long SETTLING_TICK_MS = 25;

    /** A start that takes longer than this is recovery, which may take minutes. */
    private static final long BUSY_FOR_MS = 3000;

    private static final String STEP = "Step";
    private static final String FIND_END = "FindEnd";
    private static final String LOOK = "Look";
    private static final String RUN = "PostgreSQL";

    private final Node node;
    private final Reader reader;
    private final Actions actions;
    private final PrimaryDuty duty;
    private final LongTasks tasks;
    private final Slots slots;
    private final Attempts attempts;
    private final Announcer announcer;
    private final ExecutorMetrics metrics;
    private final Function<NodeView, NodeAction> plan;

    private volatile String doing = "starts";
    private boolean wasPrimary;
    private boolean exitTold = true;
    private long taskBeganMs;

    /** @param plan decides: {@link NodePlan#next}, or that rule broken on purpose */
    NodeExecutor(
            Node node,
            Reader reader,
            Actions actions,
            PrimaryDuty duty,
            LongTasks tasks,
            Attempts attempts,
            Announcer announcer,
            ExecutorMetrics metrics,
            Function<NodeView, NodeAction> plan) {
        this.node = node;
        this.reader = reader;
        this.actions = actions;
        this.duty = duty;
        this.tasks = tasks;
        this.attempts = attempts;
        this.announcer = announcer;
        this.metrics = metrics;
        this.plan = plan;
        this.slots = new Slots(node);
    }

    /** One round. @return the pause until the next, ms, unless it is woken before; 0 where there may be more to do */
    long turn() {
        try {
            boolean more = step();
            attempts.succeeded(STEP);
            return more ? 0 : pauseMs();
        } catch (RuntimeException e) {
            attempts.failed(STEP, e);
            return TICK_MS;
        }
    }

    /** Whether there may be more to do at once. */
    private boolean step() {
        tasks.takeEnd().ifPresent(this::taskEnded);
        Sight sight = reader.read();
        tellLook();
        if (sight.endPending()) {
            sight = findEnd(sight);
        }
        tellExit(sight);
        NodeAction action = plan.apply(sight.view());
        attempts.refusing(action instanceof RefuseData refusal ? refusal.because() : "");
        doing = action.because();
        announce(sight, false);
        if (act(action, sight)) {
            return true;
        }
        node.state().flush();
        lookAfter(sight);
        return false;
    }

    private void taskEnded(LongTasks.End end) {
        if (end.failure() != null) {
            attempts.failed(end.action(), end.failure());
        } else {
            attempts.succeeded(end.action());
            metrics.took(end.action(), node.clock().nowMs() - taskBeganMs);
        }
    }

    /** PostgreSQL answers, but with an error: it would seem to be starting for ever. */
    private void tellLook() {
        PgFailure refused = reader.lookRefused();
        if (refused != null && attempts.mayTry(LOOK)) {
            attempts.failed(LOOK, refused);
        }
        if (reader.lookAnswered()) {
            attempts.succeeded(LOOK);
            if (tasks.running() == null) {
                attempts.forgetOld();
            }
        }
    }

    /** Where the WAL ends may take seconds to find, so an exit is told before; but not the stop of a switchover. */
    private Sight findEnd(Sight before) {
        boolean stoppedAsAsked = isDraining() && before.view().postgres().process() == Process.DOWN;
        if (!stoppedAsAsked) {
            announce(before, false);
        }
        tellExit(before);
        if (!attempts.mayTry(FIND_END)) {
            return before;
        }
        try {
            reader.findEnd();
            attempts.succeeded(FIND_END);
        } catch (RuntimeException e) {
            attempts.failed(FIND_END, e);
        }
        return reader.read();
    }

    private boolean act(NodeAction action, Sight sight) {
        if (action instanceof WaitFor || action instanceof RefuseData) {
            return false;
        }
        String name = action.getClass().getSimpleName();
        if (!attempts.mayTry(name)) {
            return false;
        }
        LOG.infof("%s: %s", name, action.because());
        long beganMs = node.clock().nowMs();
        try {
            perform(action, sight);
            if (action instanceof Clone || action instanceof Rewind) {
                // Only begun: how it ends, the task tells.
                taskBeganMs = beganMs;
            } else {
                attempts.succeeded(name);
                metrics.took(name, node.clock().nowMs() - beganMs);
            }
            // These two only ask, and are asked again until they are answered: at the loop's own pace.
            return !(action instanceof AbortTask || action instanceof StopImmediately);
        } catch (RuntimeException e) {
            attempts.failed(name, e);
            return false;
        }
    }

    private void perform(NodeAction action, Sight sight) {
        switch (action) {
            case WaitFor nothing -> {}
            case RefuseData nothing -> {}
            case RunInitdb first -> {
                announce(sight, true);
                actions.bootstrap();
            }
            case Clone clone -> actions.copyAll(clone.from());
            case Rewind rewind -> actions.rewind(rewind.from());
            case AbortTask abort -> tasks.cancel();
            case StartCut start -> actions.startCut();
            case StartFollowing start -> actions.startFollowing(start.following());
            case StartPrimary start -> actions.startPrimary(start.term(), start.quorum());
            case CutOff cut -> {
                actions.cutOff();
                reader.endShown();
            }
            case Follow follow -> actions.follow(follow.primary(), follow.historyTerm());
            case CutAndPromise cut -> {
                actions.cutAndPromise(cut.term());
                reader.endShown();
            }
            case PromiseStopped promise ->
                actions.promiseStopped(promise.term(), sight.view().disk().position());
            case Promote promote -> actions.promote(promote.term(), promote.quorum());
            case ApplyQuorum apply -> actions.applyQuorum(apply.term(), apply.quorum());
            case StopForDrain drain -> actions.stopFast();
            case StopStandby stop -> actions.stopFast();
            case StopImmediately stop -> actions.stopImmediately();
            case StopAlone stop -> {
                duty.stopAlone();
                actions.stopImmediately();
            }
        }
    }

    /** What is no decision: slots, settling, second connections, and the events that only a look can tell. */
    private void lookAfter(Sight sight) {
        metrics.promised(node.state().get().promisedTerm());
        var look = sight.look();
        if (look == null || sight.view().postgres().process() != Process.RUNNING) {
            return;
        }
        actions.lookAfter(look, sight.walsenders());
        duty.provoke(node.postgres());
        slots.keep(sight.view(), look);
    }

    private void tellExit(Sight sight) {
        Process process = sight.view().postgres().process();
        if (process == Process.EXITED && !exitTold) {
            exitTold = true;
            attempts.failed(
                    RUN,
                    new ExecutorProblem("it ended without having been asked to; see "
                            + node.paths().log()));
            node.events().publish(new PostmasterExited(node.cluster(), node.term(), node.name(), wasPrimary));
        } else if (sight.view().postgres().up()) {
            exitTold = false;
            if (sight.look() != null && sight.view().postgres().unexpectedExits() == 0) {
                attempts.succeeded(RUN);
            }
            wasPrimary = !sight.view().disk().standby();
        }
    }

    private void announce(Sight sight, boolean busy) {
        actions.announced(sight);
        announcer.offer(MemberStates.of(node, sight, duty, busy, doing), isDraining());
    }

    private long pauseMs() {
        boolean startsOrStops = node.postmaster().alive() && (node.postmaster().stopAsked() || !actions.answers());
        if (startsOrStops && node.postmaster().forMs() < BUSY_FOR_MS) {
            return BUSY_TICK_MS;
        }
        return duty.settlesSoon() || isDraining() ? SETTLING_TICK_MS : TICK_MS;
    }

    private boolean isDraining() {
        ClusterRecord record = node.state().get().record();
        return record != null && record.phase() == Phase.DRAINING;
    }

    /** For people. */
    String doing() {
        return doing;
    }
}
