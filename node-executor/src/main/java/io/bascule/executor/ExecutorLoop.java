package io.bascule.executor;

import io.bascule.platform.MonotonicClock;
import io.bascule.platform.Wakeup;

/** Turns a {@link NodeExecutor} until it is closed. */
final class ExecutorLoop implements Runnable, AutoCloseable {
    private final NodeExecutor executor;
    private final Announcements announcements;
    private final Wakeup wakeup;
    private final MonotonicClock clock;
    private volatile boolean closed;
    private volatile long lastTurnMs;

    ExecutorLoop(NodeExecutor executor, Announcements announcements, Wakeup wakeup, MonotonicClock clock) {
        this.executor = executor;
        this.announcements = announcements;
        this.wakeup = wakeup;
        this.clock = clock;
    }

    @Override
    public void run() {
        while (!closed) {
            wakeup.await(executor.turn());
            lastTurnMs = clock.nowMs();
        }
    }

    /** Whether it has gone round lately. */
    boolean isAlive(long withinMs) {
        return clock.nowMs() - lastTurnMs <= withinMs;
    }

    String doing() {
        return executor.doing();
    }

    @Override
    public void close() {
        closed = true;
        wakeup.wake();
        announcements.close();
    }
}
