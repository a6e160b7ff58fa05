package io.bascule.platform;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Ends a loop's pause early. Wake-ups while the loop is busy count as one, and make its next pause end at once. */
public final class Wakeup {
    private final Semaphore pending = new Semaphore(0);

    /** Never blocks. */
    public void wake() {
        if (pending.availablePermits() == 0) {
            pending.release();
        }
    }

    /**
     * Waits for a wake-up.
     *
     * @param timeoutMs the bound; 0 or less only looks
     * @return whether it was woken; false when the bound passed, or on an interrupt, which stays set
     */
    public boolean await(long timeoutMs) {
        try {
            boolean woken = pending.tryAcquire(Math.max(0, timeoutMs), TimeUnit.MILLISECONDS);
            pending.drainPermits();
            return woken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
