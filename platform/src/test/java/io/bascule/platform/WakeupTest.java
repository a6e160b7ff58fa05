package io.bascule.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WakeupTest {
    private final Wakeup wakeup = new Wakeup();

    @Test
    void nobody_wakes_it_until_the_bound() {
        assertThat(wakeup.await(1)).isFalse();
        assertThat(wakeup.await(-5)).isFalse();
    }

    @Test
    void a_wake_before_the_pause_ends_it_at_once_and_only_once() {
        wakeup.wake();
        wakeup.wake();
        assertThat(wakeup.await(60_000)).isTrue();
        assertThat(wakeup.await(1)).isFalse();
    }

    @Test
    void a_wake_during_the_pause_ends_it() throws InterruptedException {
        Thread waker = Thread.ofVirtual().start(wakeup::wake);
        assertThat(wakeup.await(60_000)).isTrue();
        waker.join();
    }

    @Test
    void an_interrupt_ends_the_pause_and_stays_set() {
        Thread.currentThread().interrupt();
        assertThat(wakeup.await(60_000)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }
}
