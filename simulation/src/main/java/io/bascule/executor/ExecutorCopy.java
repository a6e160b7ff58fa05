package io.bascule.executor;

import io.bascule.core.node.NodeAction;
import io.bascule.core.node.NodeView;
import io.bascule.core.record.MemberState;
import io.bascule.platform.PgFailure;
import io.bascule.platform.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** One executor for a single thread: the real {@link NodeExecutor}, turned from outside instead of in its loop. */
public final class ExecutorCopy {
    /** Shared by all copies: making meters costs more than a simulated election. */
    private static final ExecutorMetrics METRICS = new ExecutorMetrics(new SimpleMeterRegistry());

    private final NodeExecutor executor;
    private final PrimaryDuty duty;

    /**
     * @param plan decides what is to be done
     * @param announcements takes what it announces to the store
     * @param background runs clones and rewinds beside it
     * @param wake called when one of those ends
     */
    public ExecutorCopy(
            Node node,
            Founding founding,
            CopyTools copyTools,
            WalGap walGap,
            Function<NodeView, NodeAction> plan,
            Consumer<MemberState> announcements,
            Executor background,
            Runnable wake) {
        LongTasks tasks = new LongTasks(background, wake);
        this.duty = new PrimaryDuty(node.clock());
        this.executor = new NodeExecutor(
                node,
                new Reader(node, duty, tasks, walGap, METRICS, ""),
                new Actions(node, founding, copyTools, duty, tasks, walGap),
                duty,
                tasks,
                new Attempts(node, METRICS, ExecutorCopy::failed),
                new Announcer(announcements, node.clock()),
                METRICS,
                plan);
    }

    /** What the loop would log and try again is a fault in the code, unless it is one of those that are meant to happen. */
    private static void failed(RuntimeException cause) {
        boolean meant = cause instanceof ExecutorProblem
                || cause instanceof PgFailure
                || cause instanceof StoreUnavailableException;
        if (!meant) {
            throw new AssertionError("the executor's flow failed", cause);
        }
    }

    /** One round; returns the pause until the next, ms. */
    public long turn() {
        return executor.turn();
    }

    /** The version of the quorum that a fresh session was seen to show, else 0. */
    public long shownQuorum() {
        return duty.shownQuorum();
    }
}
