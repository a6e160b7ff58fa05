package io.bascule.platform;

import java.util.concurrent.TimeUnit;

/** Time that never jumps; only differences mean something. */
@FunctionalInterface
public interface MonotonicClock {
    MonotonicClock SYSTEM = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());

    long nowMs();
}
