package io.bascule.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
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

    @BeforeEach
    void is_no_young_process() {
        pass(WallClockGuard.YOUNGEST_MS);
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
    void a_clock_that_is_set_back_is_told_once_and_by_how_much() {
        pass(500);
        wallMs -= 3_600_000;
        guard.look();
        pass(500);
        guard.look();
        assertThat(setBack).containsExactly(3_600_000L);
    }

    @Test
    void a_clock_that_is_set_forward_is_nothing_and_its_way_back_is_told() {
        wallMs += 3_600_000;
        guard.look();
        assertThat(setBack).isEmpty();
        wallMs -= 3_600_000;
        guard.look();
        assertThat(setBack).containsExactly(3_600_000L);
    }

    @Test
    void a_step_that_costs_less_than_a_restart_is_nothing() {
        wallMs -= WallClockGuard.SET_BACK_MOST_MS;
        guard.look();
        assertThat(setBack).isEmpty();
    }

    @Test
    void small_steps_add_up() {
        wallMs -= 3000;
        guard.look();
        wallMs -= 3000;
        guard.look();
        assertThat(setBack).containsExactly(6000L);
    }

    @Test
    void a_young_process_ends_when_it_is_old_enough_and_its_clock_still_behind() {
        pass(-1);
        wallMs -= 10_000;
        guard.look();
        assertThat(setBack).isEmpty();
        pass(1);
        guard.look();
        assertThat(setBack).containsExactly(10_000L);
    }

    @Test
    void a_young_process_whose_clock_was_set_right_again_goes_on() {
        pass(-500);
        wallMs -= 10_000;
        guard.look();
        wallMs += 10_000;
        pass(500);
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
