package io.bascule.simulation.node;

import io.bascule.core.node.NodeView.LongTask;
import org.jspecify.annotations.Nullable;

/** The clone or rewind that goes on beside the flow. */
final class Tasks {
    private @Nullable LongTask running;
    private boolean cancelled;

    @Nullable
    LongTask running() {
        return running;
    }

    void begin(LongTask task) {
        running = task;
        cancelled = false;
    }

    void end() {
        running = null;
    }

    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }
}
