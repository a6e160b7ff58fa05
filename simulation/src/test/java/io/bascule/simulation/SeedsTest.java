package io.bascule.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.bascule.core.elect.Transition;
import io.bascule.simulation.fault.FaultKind;
import io.bascule.simulation.fault.Plan;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No acknowledged commit is lost, whatever happens; the seed that shows otherwise is named. */
class SeedsTest {
    private static final int FIXED_SEEDS = 300;
    private static final int FRESH_SEEDS = 50;

    @BeforeAll
    static void silence() {
        Main.silence();
    }

    @Test
    void fixedSeedsHoldAndMeetEveryTransitionEveryFaultEveryReadAndClustersOfOneNodeToSix() {
        Report report = run(1, FIXED_SEEDS);

        assertThat(report.transitions()).containsKeys(Transition.values());
        assertThat(report.faults()).containsKeys(FaultKind.values());
        assertThat(report.sizes()).containsOnlyKeys(1, 2, 3, 4, 5, 6);
        assertThat(report.leftToAnOperator()).isZero();
        // Else nothing is said of them.
        assertThat(report.readsBehind()).isPositive();
        assertThat(report.readsStale()).isPositive();
    }

    @Test
    void freshSeedsHold() {
        long from = new SplittableRandom().nextLong(1_000_000, 1_000_000_000_000L);

        Report report = run(from, FRESH_SEEDS);

        assertThat(report.elections()).isPositive();
        // Hardly any: one of 253,174 in the longest run so far.
        assertThat(report.leftToAnOperator()).isLessThanOrEqualTo(2);
    }

    @Test
    void theSameSeedGoesTheSameWay() {
        Outcome one = new Run(7, Plan.of(7), null, true).run();
        Outcome other = new Run(7, Plan.of(7), null, true).run();

        assertThat(one.story()).isNotEmpty();
        assertThat(other).usingRecursiveComparison().isEqualTo(one);
    }

    private static Report run(long from, int seeds) {
        Report report = new Report();
        for (long seed = from; seed < from + seeds; seed++) {
            Outcome outcome = Simulator.run(seed, null);
            report.add(outcome);
            if (outcome.violation() != null) {
                fail(Simulator.explain(outcome, null));
            }
        }
        System.out.println(report.summary());
        return report;
    }
}
