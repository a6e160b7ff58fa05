package io.bascule.simulation.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An action as the steps between which its process can end, be frozen, or lose the store. */
final class Script {
    /** An action failed, with a sentence; it is planned and tried again. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    /** One step: done, or to be looked at again in a moment. */
    interface Step {
        boolean isDone();
    }

    private final List<Step> steps = new ArrayList<>();

    Script then(Runnable what) {
        steps.add(() -> {
            what.run();
            return true;
        });
        return this;
    }

    /** Looks again and again, and fails when that took too long. */
    Script await(Self self, long boundMs, String what, BooleanSupplier condition) {
        steps.add(new Step() {
            private long untilMs = -1;

            @Override
            public boolean isDone() {
                untilMs = untilMs < 0 ? self.nowMs() + boundMs : untilMs;
                if (condition.getAsBoolean()) {
                    return true;
                }
                if (self.nowMs() > untilMs) {
                    throw new Failed(what);
                }
                return false;
            }
        });
        return this;
    }

    Script then(Script more) {
        steps.addAll(more.steps);
        return this;
    }

    List<Step> steps() {
        return steps;
    }
}
