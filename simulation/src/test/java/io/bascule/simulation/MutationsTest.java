package io.bascule.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.simulation.check.Invariant;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Violation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A protocol with one rule broken is found out: what the simulator does not notice it proves nothing about. */
class MutationsTest {
    private static final long MOST_SEEDS = 1500;

    /** Those that other rules make up for (decision 9). */
    private static final Set<Mutation> MADE_UP_FOR = EnumSet.of(
            Mutation.CAUGHT_UP_AT_ONCE, Mutation.END_TAKEN_FROM_REPLAY_UNDER_WAY, Mutation.LOCK_NOT_RECHECKED);

    /** By what clients are shown, though other invariants may notice as well. */
    private static final Map<Mutation, Invariant> FOUND_BY = Map.of(
            Mutation.SESSIONS_NOT_CUT, Invariant.SESSIONS_FOLLOW,
            Mutation.LEAST_ADVANCED_WINS, Invariant.READS_ARE_A_PREFIX);

    private static final StringBuilder TABLE = new StringBuilder();

    @BeforeAll
    static void silence() {
        Main.silence();
    }

    @AfterAll
    static void show() {
        System.out.print(TABLE);
    }

    static Set<Mutation> noticeable() {
        Set<Mutation> all = EnumSet.complementOf(EnumSet.copyOf(MADE_UP_FOR));
        // Seldom brought together by chance.
        Arrays.stream(Directed.values()).map(d -> d.caught).forEach(all::remove);
        return all;
    }

    @ParameterizedTest
    @MethodSource("noticeable")
    void isFoundOut(Mutation mutation) {
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            Outcome outcome = Simulator.run(seed, mutation);
            Violation found = outcome.violation();
            // A seed that fails with every rule kept says nothing of this one.
            if (found != null
                    && found.invariant() == FOUND_BY.getOrDefault(mutation, found.invariant())
                    && Simulator.run(seed, null).violation() == null) {
                TABLE.append(String.format(
                        Locale.ROOT, "%-6s %-36s %5d seeds  %s%n", mutation.rule(), mutation, seed, found.invariant()));
                return;
            }
        }
        assertThat(mutation).as("noticed within %d seeds", MOST_SEEDS).isNull();
    }
}
