package io.bascule.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.simulation.check.Mutation;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    private static final Mutation BROKEN = Mutation.OLD_QUORUM_DROPPED_AT_ONCE;

    @BeforeAll
    static void silence() {
        Main.silence();
    }

    @Test
    void aFailureIsShortenedAndTold() {
        Outcome failed = LongStream.rangeClosed(1, 1500)
                .mapToObj(seed -> Simulator.run(seed, BROKEN))
                .filter(outcome -> outcome.violation() != null)
                .findFirst()
                .orElseThrow();
        Outcome shortest = Simulator.shrink(failed, BROKEN);
        var invariant = Objects.requireNonNull(failed.violation()).invariant();
        assertThat(Objects.requireNonNull(shortest.violation()).invariant()).isEqualTo(invariant);
        assertThat(shortest.plan().faults())
                .hasSizeLessThan(failed.plan().faults().size());
        assertThat(failed.plan().faults()).containsAll(shortest.plan().faults());

        assertThat(Simulator.explain(failed, BROKEN))
                .contains(
                        "repeat: ./bascule simulate --seeds 1 --from " + failed.seed() + " --mutation " + BROKEN,
                        failed.plan().faults().size() + " faults these are enough:",
                        "FAULT",
                        invariant.toString());
    }

    @Test
    void aRunThatHoldsStaysAsItIs() {
        Outcome held = Simulator.run(7, null);
        assertThat(Simulator.shrink(held, null)).isSameAs(held);
    }

    @Test
    void everyRuleOfTheProtocolIsBrokenOnceAtLeast() {
        assertThat(Arrays.stream(Mutation.values()).map(Mutation::rule))
                .containsAll(IntStream.rangeClosed(1, 12).mapToObj(n -> "R" + n).toList());
    }
}
