package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PostmasterTest {
    private static final long BOUND_MS = 10_000;

    private long nowMs;
    private final Postmaster postmaster = new Postmaster(new StubbornProcess(), () -> nowMs, () -> {});

    /** It writes its shutdown checkpoint, and was not told to leave that. */
    @Test
    void howLongAFastStopTakesIsNotCounted() {
        postmaster.start();
        postmaster.stop(Processes.Stop.FAST);
        nowMs += 60_000;
        assertThat(postmaster.heedsNoStop(BOUND_MS)).isFalse();
        postmaster.stop(Processes.Stop.IMMEDIATE);
        assertThat(postmaster.heedsNoStop(BOUND_MS)).isFalse();
    }

    @Test
    void anImmediateStopCountsFromTheFirstTimeThatItWasAskedFor() {
        postmaster.start();
        postmaster.stop(Processes.Stop.IMMEDIATE);
        nowMs += BOUND_MS - 1;
        postmaster.stop(Processes.Stop.IMMEDIATE);
        assertThat(postmaster.heedsNoStop(BOUND_MS)).isFalse();
        nowMs += 1;
        assertThat(postmaster.heedsNoStop(BOUND_MS)).isTrue();
    }

    private static final class StubbornProcess implements Processes {
        @Override
        public long start() {
            return 1;
        }

        @Override
        public OptionalLong find() {
            return OptionalLong.empty();
        }

        @Override
        public void stop(long process, Stop how) {}

        @Override
        public void reload(long process) {}

        @Override
        public void watch(long process, Runnable onEnd) {}

        @Override
        public void boundLog() {}

        @Override
        public void clearLeftovers() {}
    }
}
