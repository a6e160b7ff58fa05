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
    private @Nullable End ended;
    private AtomicBoolean cancelled = new AtomicBoolean();

    /** Work that reports progress and looks at {@code cancelled}. */
    interface Work {
        void run(Consumer<String> progress, AtomicBoolean cancelled);
    }

    /** A task has ended. @param failure what went wrong, or null */
    record End(String action, @Nullable RuntimeException failure) {}

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
            @Nullable RuntimeException failure = new IllegalStateException("an error ended it; see the log");
            try {
                work.run(progress -> progressed(mine, new LongTask(from, progress)), mine);
                failure = null;
            } catch (RuntimeException e) {
                failure = e;
            } finally {
                end(mine.get() ? null : new End(action, failure));
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

    /** How the task that ended last did, once; nothing of one that was given up, as that tells nothing of the next. */
    synchronized Optional<End> takeEnd() {
        End taken = ended;
        ended = null;
        return Optional.ofNullable(taken);
    }

    private synchronized void end(@Nullable End how) {
        ended = how;
        running = null;
        onEnd.run();
    }
}
