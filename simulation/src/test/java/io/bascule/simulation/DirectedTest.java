package io.bascule.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Violation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each schedule written by hand is survived by the protocol, and under some dice not by the one with its rule broken. */
class DirectedTest {
    private static final long MOST_SEEDS = 60;

    @BeforeAll
    static void silence() {
        Main.silence();
    }

    @ParameterizedTest
    @EnumSource(Directed.class)
    void strikesOnlyWithTheRuleBroken(Directed schedule) {
        Violation found = null;
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            for (Mutation half : schedule.caught.parts()) {
                assertThat(run(schedule, seed, half))
                        .as("%s, seed %d, %s alone", schedule, seed, half)
                        .isNull();
            }
            assertThat(run(schedule, seed, null))
                    .as("%s, seed %d, every rule kept", schedule, seed)
                    .isNull();
            Violation now = found == null ? run(schedule, seed, schedule.caught) : null;
            if (now != null) {
                found = now;
                System.out.printf(
                        Locale.ROOT, "%-36s %-36s %3d seeds  %s%n", schedule, schedule.caught, seed, now.invariant());
            }
        }
        assertThat(found)
                .as("%s noticed within %d seeds", schedule.caught, MOST_SEEDS)
                .isNotNull();
    }

    private static @Nullable Violation run(Directed schedule, long seed, @Nullable Mutation broken) {
        return new Run(seed, schedule.plan, broken, false).run().violation();
    }
}
