package io.bascule.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WallClockGuardTest {
    private long wallMs = 1_700_000_000_000L;
    private long monotonicMs;
    private long lookTakesMs;
    private final List<Long> setBack = new ArrayList<>();
    private final WallClockGuard guard = new WallClockGuard(
            () -> {
                pass(lookTakesMs);
                return wallMs;
            },
            () -> monotonicMs,
            setBack::add);

    private void pass(long ms) {
        wallMs += ms;
        monotonicMs += ms;
    }

    /** As long as a step back has to stay for, look by look. */
    private void lookOn() {
        look(WallClockGuard.SET_BACK_LOOKS);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            guard.look();
            pass(500);
        }
    }

    @Test
    void time_that_passes_is_nothing() {
        pass(500);
        guard.look();
        pass(3_600_000);
        guard.look();
        assertThat(setBack).isEmpty();
    }

    @Test
    void a_clock_that_is_set_back_and_stays_so_is_told_once_and_by_how_much() {
        lookOn();
        wallMs -= 3_600_000;
        lookOn();
        lookOn();
        assertThat(setBack).singleElement().satisfies(ms -> assertThat(ms).isCloseTo(3_600_000L, within(20L)));
    }

    @Test
    void a_clock_that_is_set_forward_is_nothing_and_its_way_back_is_told() {
        wallMs += 3_600_000;
        lookOn();
        assertThat(setBack).isEmpty();
        wallMs -= 3_600_000;
        lookOn();
        assertThat(setBack).singleElement().satisfies(ms -> assertThat(ms).isCloseTo(3_600_000L, within(20L)));
    }

    @Test
    void a_step_that_costs_less_than_a_restart_is_nothing() {
        wallMs -= WallClockGuard.SET_BACK_MOST_MS;
        lookOn();
        assertThat(setBack).isEmpty();
    }

    @Test
    void small_steps_add_up() {
        wallMs -= 3000;
        lookOn();
        wallMs -= 3000;
        lookOn();
        assertThat(setBack).singleElement().satisfies(ms -> assertThat(ms).isCloseTo(6000L, within(40L)));
    }

    @Test
    void a_clock_for_which_two_sources_contend_ends_nothing() {
        for (int i = 0; i < 100; i++) {
            wallMs -= 60_000;
            look(WallClockGuard.SET_BACK_LOOKS - 1);
            wallMs += 60_000;
            look(1);
        }
        assertThat(setBack).isEmpty();
    }

    @Test
    void a_clock_that_is_put_right_by_a_second_every_day_ends_nothing() {
        for (int day = 0; day < 10; day++) {
            wallMs -= 1000;
            look(24 * 3600 * 2);
        }
        assertThat(setBack).isEmpty();
    }

    @Test
    void a_process_that_was_stopped_meanwhile_waits_as_long() {
        wallMs -= 3_600_000;
        guard.look();
        pass(60_000);
        guard.look();
        assertThat(setBack).isEmpty();
    }

    @Test
    void a_process_that_stood_still_within_a_look_is_nothing() {
        lookTakesMs = 60_000;
        guard.look();
        lookTakesMs = 0;
        guard.look();
        assertThat(setBack).isEmpty();
    }
}
