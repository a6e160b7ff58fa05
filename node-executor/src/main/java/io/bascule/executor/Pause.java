package io.bascule.executor;

/** Waits between two looks of an action. */
public interface Pause {
    /** @throws ExecutorProblem on an interrupt */
    void ms(long ms);

    /** This thread's. */
    Pause SLEEP = ms -> {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutorProblem("interrupted", e);
        }
    };
}
