package io.bascule.executor;

import io.bascule.core.record.MemberState;
import io.bascule.platform.MonotonicClock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Announces what the node is: what decisions wait for at once, all else every 500 ms, since each announcement wakes
 * every service.
 */
final class Announcer {
    private static final long DETAILS_EVERY_MS = 500;

    private final Consumer<MemberState> announcements;
    private final MonotonicClock clock;
    private @Nullable MemberState last;
    private @Nullable MemberState lastEssence;
    private long lastMs;

    /** @param announcements takes an announcement to the store; must not block */
    Announcer(Consumer<MemberState> announcements, MonotonicClock clock) {
        this.announcements = announcements;
        this.clock = clock;
    }

    /** @param positionsMatter whether somebody waits for a position, as a switchover does for the shutdown checkpoint */
    void offer(MemberState state, boolean positionsMatter) {
        if (state.equals(last)) {
            return;
        }
        // R7 looks for a store that is older for long, so which record was seen is not urgent either.
        MemberState essence = state.withoutDetails();
        if (essence.equals(lastEssence) && !positionsMatter && clock.nowMs() - lastMs < DETAILS_EVERY_MS) {
            return;
        }
        last = state;
        lastEssence = essence;
        lastMs = clock.nowMs();
        announcements.accept(state);
    }
}
