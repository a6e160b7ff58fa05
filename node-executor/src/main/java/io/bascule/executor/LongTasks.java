package io.bascule.executor;

import io.bascule.core.node.NodeView.LongTask;
import io.bascule.core.node.Upstream;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one clone or rewind that may be under way, beside the main flow, which goes on reading and announcing. */
final class LongTasks {
    private final Executor background;
    private final Runnable onEnd;
    private volatile @Nullable LongTask running;
    private @Nullable RuntimeException failure;
    private @Nullable String failedAction;
    private AtomicBoolean cancelled = new AtomicBoolean();

    /** Work that reports progress and looks at {@code cancelled}. */
    interface Work {
        void run(Consumer<String> progress, AtomicBoolean cancelled);
    }

    /** What went wrong with a task that has ended. */
    record Failure(String action, RuntimeException cause) {}

    /**
     * @param background runs a task beside the main flow
     * @param onEnd called when a task ends; must not block
     */
    LongTasks(Executor background, Runnable onEnd) {
        this.background = background;
        this.onEnd = onEnd;
    }

    @Nullable
    LongTask running() {
        return running;
    }

    synchronized void start(String action, Upstream from, Work work) {
        AtomicBoolean mine = new AtomicBoolean();
        cancelled = mine;
        running = new LongTask(from, action + " from " + from.node());
        background.execute(() -> {
            try {
                work.run(progress -> progressed(mine, new LongTask(from, progress)), mine);
                end(action, null);
            } catch (RuntimeException e) {
                end(action, e);
            }
        });
    }

    /** A tool that was killed may have last words when its task is over: they must not make it seem to run. */
    private synchronized void progressed(AtomicBoolean task, LongTask now) {
        if (running != null && cancelled == task) {
            running = now;
        }
    }

    synchronized void cancel() {
        cancelled.set(true);
    }

    /** The failure of the task that ended last, once. */
    synchronized Optional<Failure> takeFailure() {
        RuntimeException cause = failure;
        String action = failedAction;
        failure = null;
        failedAction = null;
        return cause == null || action == null ? Optional.empty() : Optional.of(new Failure(action, cause));
    }

    private synchronized void end(String action, @Nullable RuntimeException cause) {
        failure = cause;
        failedAction = action;
        running = null;
        onEnd.run();
    }
}
