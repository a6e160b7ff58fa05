package io.bascule.lab.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for conditions that only polling can see, each with a bound. */
public final class Wait {
    private static final long LOOK_EVERY_MS = 100;

    private Wait() {}

    /**
     * Looks until {@code look} has something.
     *
     * @param missing called at the bound: the failure's sentence
     * @throws LabFailure at the bound, or if this thread is interrupted
     */
    public static <T> T until(long boundMs, Supplier<@Nullable T> look, Supplier<String> missing) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(boundMs);
        while (true) {
            T found = look.get();
            if (found != null) {
                return found;
            }
            if (System.nanoTime() - end >= 0) {
                throw new LabFailure(missing.get());
            }
            pause(LOOK_EVERY_MS);
        }
    }

    /** Pauses this thread. @throws LabFailure if it is interrupted */
    public static void pause(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
        if (Thread.currentThread().isInterrupted()) {
            throw new LabFailure("Interrupted.");
        }
    }
}
