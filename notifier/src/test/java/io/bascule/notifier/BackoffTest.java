package io.bascule.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToItsBound() {
        assertThat(IntStream.rangeClosed(1, 9).mapToLong(tries -> Backoff.pauseMs(tries, 0, 0.5)))
                .containsExactly(1000L, 2000L, 4000L, 8000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
    }

    @Test
    void takesAboutFiveMinutesInAll() {
        long shortestMs = allPausesMs(0);
        long longestMs = allPausesMs(1);

        assertThat(shortestMs).isGreaterThan(3 * 60_000);
        assertThat(longestMs).isLessThan(5 * 60_000);
    }

    @Test
    void spreadsByAFifth() {
        assertThat(Backoff.pauseMs(1, 0, 0)).isEqualTo(800);
        assertThat(Backoff.pauseMs(1, 0, 1)).isEqualTo(1200);
    }

    @Test
    void honoursWhatTheReceiverAsksForUpToItsBound() {
        assertThat(Backoff.pauseMs(1, 30_000, 0.5)).isEqualTo(30_000);
        assertThat(Backoff.pauseMs(1, 86_400_000, 0.5)).isEqualTo(Backoff.PAUSE_MOST_MS);
        assertThat(Backoff.pauseMs(9, 1000, 0.5)).isEqualTo(Backoff.PAUSE_MOST_MS);
    }

    private static long allPausesMs(double random) {
        return IntStream.range(1, Backoff.TRIES_MOST)
                .mapToLong(tries -> Backoff.pauseMs(tries, 0, random))
                .sum();
    }
}
