package io.bascule.executor;

import io.bascule.core.record.MemberState;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.platform.Wakeup;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Announces what the node is: what decisions wait for at once, all else every 500 ms, since each announcement wakes
 * every service. On a thread of its own, so that a silent store holds up nothing; only the newest announcement waits.
 */
final class Announcer implements AutoCloseable {
    private static final long DETAILS_EVERY_MS = 500;
    private static final long RETRY_MS = 1000;

    private final ClusterStore store;
    private final MonotonicClock clock;
    private final AtomicReference<@Nullable MemberState> next = new AtomicReference<>();
    private final Wakeup wakeup = new Wakeup();
    private @Nullable MemberState last;
    private long lastMs;
    private volatile boolean closed;

    Announcer(ClusterStore store, MonotonicClock clock) {
        this.store = store;
        this.clock = clock;
        Thread.ofPlatform().daemon().name("announcer").start(this::run);
    }

    /**
     * Never blocks. For one caller.
     *
     * @param positionsMatter whether somebody waits for a position, as a switchover does for the shutdown checkpoint
     */
    void offer(MemberState state, boolean positionsMatter) {
        if (state.equals(last)) {
            return;
        }
        // R7 looks for a store that is older for long, so which record was seen is not urgent either.
        boolean onlyDetails = last != null && state.withoutDetails().equals(last.withoutDetails());
        if (onlyDetails && !positionsMatter && clock.nowMs() - lastMs < DETAILS_EVERY_MS) {
            return;
        }
        last = state;
        lastMs = clock.nowMs();
        next.set(state);
        wakeup.wake();
    }

    private void run() {
        while (!closed) {
            wakeup.await(RETRY_MS);
            MemberState state = next.getAndSet(null);
            if (state != null) {
                try {
                    store.announce(state);
                } catch (StoreUnavailableException e) {
                    // The store announces its newest state by itself when it answers again.
                    continue;
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        wakeup.wake();
    }
}
