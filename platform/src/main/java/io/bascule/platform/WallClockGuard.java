package io.bascule.platform;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Ends this process when its machine's wall clock is set back and stays so, so that whoever supervises it starts it anew.
 *
 * <p>Kafka's client reckons the pauses between its reconnects by the wall clock. Set back within such a pause, it makes no
 * connection until that clock is where it was: an hour without pages, say (docs/decisions/0011).
 */
@Startup
@Singleton
final class WallClockGuard {
    private static final Logger LOG = Logger.getLogger(WallClockGuard.class);

    /** EX_TEMPFAIL of sysexits.h: to be started again at once. */
    static final int EXIT_CODE = 75;

    /** About as long as a restart takes: a smaller step costs less than that. */
    static final long SET_BACK_MOST_MS = 5000;

    /** Ten seconds of looks. Where several sources of time contend for a clock, it is soon set right again. */
    static final int SET_BACK_LOOKS = 20;

    /** A clock that loses seconds in a day is no step: what it was ahead is forgotten at this rate. */
    private static final long FORGOTTEN_PER_LOOK_MS = 1;

    private static final long LOOK_EVERY_MS = 500;

    /** A look that took longer compares two different moments. */
    private static final long LOOK_MOST_MS = 100;

    private final LongSupplier wallMs;
    private final MonotonicClock clock;
    private final LongConsumer onSetBack;
    private long mostAheadMs;
    private int looksSetBack;

    WallClockGuard() {
        this(System::currentTimeMillis, MonotonicClock.SYSTEM, WallClockGuard::end);
    }

    /** @param onSetBack told by how many milliseconds the clock was set back */
    WallClockGuard(LongSupplier wallMs, MonotonicClock clock, LongConsumer onSetBack) {
        this.wallMs = wallMs;
        this.clock = clock;
        this.onSetBack = onSetBack;
        this.mostAheadMs = wallMs.getAsLong() - clock.nowMs();
    }

    @PostConstruct
    void start() {
        Thread.ofPlatform().daemon().name("wall-clock").start(() -> {
            while (true) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
                look();
            }
        });
    }

    void look() {
        long before = clock.nowMs();
        long wall = wallMs.getAsLong();
        if (clock.nowMs() - before > LOOK_MOST_MS) {
            return;
        }
        long aheadMs = wall - before;
        mostAheadMs = Math.max(mostAheadMs - FORGOTTEN_PER_LOOK_MS, aheadMs);
        long setBackMs = mostAheadMs - aheadMs;
        looksSetBack = setBackMs > SET_BACK_MOST_MS ? looksSetBack + 1 : 0;
        if (looksSetBack == SET_BACK_LOOKS) {
            mostAheadMs = aheadMs;
            looksSetBack = 0;
            onSetBack.accept(setBackMs);
        }
    }

    private static void end(long setBackMs) {
        LOG.errorf(
                "This machine's clock was set back by %d ms, for as long as which Kafka's client might not reconnect: this"
                        + " service ends, to be started anew. Keep clocks in step (NTP) so that it need not",
                setBackMs);
        // Like a kill, which all that others rely on is made for: nothing waits for anything here.
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
