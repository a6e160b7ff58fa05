package io.bascule.executor;

import io.bascule.core.record.MemberState;
import io.bascule.platform.MonotonicClock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Announces what the node is: what decisions wait for at once, details ({@link MemberState#sameButDetails}) every 500 ms.
 */
final class Announcer {
    private static final long DETAILS_EVERY_MS = 500;

    private final Consumer<MemberState> announcements;
    private final MonotonicClock clock;
    private @Nullable MemberState last;
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
        boolean onlyDetails = last != null && state.sameButDetails(last);
        if (onlyDetails && !positionsMatter && clock.nowMs() - lastMs < DETAILS_EVERY_MS) {
            return;
        }
        last = state;
        lastMs = clock.nowMs();
        announcements.accept(state);
    }
}
