package io.bascule.lab.story;

import java.time.Instant;

/**
 * Relates this process's monotonic clock to the wall clock that the containers of this machine share, so that what
 * writers saw and what services told stand on one axis.
 *
 * @param wall the wall time at {@code nanos}
 */
public record WallClock(Instant wall, long nanos) {
    public static WallClock now() {
        return new WallClock(Instant.now(), System.nanoTime());
    }

    public Instant at(long monotonicNanos) {
        return wall.plusNanos(monotonicNanos - nanos);
    }
}
