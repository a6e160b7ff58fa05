package io.bascule.simulation;

import io.bascule.core.elect.Transition;
import io.bascule.simulation.check.Reads;
import io.bascule.simulation.check.Violation;
import io.bascule.simulation.fault.FaultKind;
import io.bascule.simulation.fault.Plan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one run.
 *
 * @param micros virtual time
 * @param elections terms begun after the first
 * @param consentNeeded whether it ended waiting for an operator: the primary's disk is lost, and of some quorum so many that
 *     those that are left cannot revoke it (R9)
 * @param violation null where everything held
 * @param story empty unless it was asked for
 */
record Outcome(
        long seed,
        Plan plan,
        long steps,
        long micros,
        long elections,
        int acknowledged,
        Reads reads,
        Map<Transition, Integer> transitions,
        Map<FaultKind, Integer> faults,
        boolean consentNeeded,
        @Nullable Violation violation,
        List<String> story) {}
