package io.bascule.simulation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoroutineTest {
    private final Schedule schedule = new Schedule();
    private final Program program = new Program("p", "place", schedule, new Dice(1));
    private final List<String> done = new ArrayList<>();

    private void twoDeeds() {
        done.add("first at " + schedule.now());
        Coroutine.pause(schedule, program, 100);
        done.add("second at " + schedule.now());
    }

    private void until(long micros) {
        while (schedule.step(micros)) {
            // All that is due.
        }
    }

    @Test
    void goesOnAfterItsPause() {
        Coroutine.run(this::twoDeeds);
        assertThat(done).containsExactly("first at 0");

        until(1000);

        assertThat(done).containsExactly("first at 0", "second at 100");
    }

    @Test
    void neverGoesOnWhereItsProgramEndedThoughAnotherLifeBegan() {
        Coroutine.run(this::twoDeeds);
        program.end();
        program.begin();

        until(1000);

        assertThat(done).containsExactly("first at 0");
    }

    @Test
    void goesOnWhereItWasWhenAFrozenProgramThaws() {
        Coroutine.run(this::twoDeeds);
        program.freeze();
        until(1000);
        assertThat(done).containsExactly("first at 0");

        program.thaw();
        until(2000);

        assertThat(done).containsExactly("first at 0", "second at 1000");
    }

    @Test
    void whatItThrowsReachesTheSchedule() {
        schedule.in(
                0,
                program,
                () -> Coroutine.run(() -> {
                    Coroutine.pause(schedule, program, 10);
                    throw new IllegalStateException("thrown behind a pause");
                }));

        assertThatThrownBy(() -> until(1000)).hasMessage("thrown behind a pause");
    }
}
