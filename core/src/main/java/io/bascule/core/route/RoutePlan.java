package io.bascule.core.route;

import java.util.List;
import java.util.Set;

/**
 * @param memory for the next plan
 * @param steps what to do now, in order
 * @param outcomes what was seen to have happened since the last plan
 * @param troubles what stands in the way, as long as it does
 * @param lookAgainMs when to plan again, if nothing else asks for it sooner
 */
public record RoutePlan(
        RouteMemory memory,
        List<RouteStep> steps,
        List<RouteOutcome> outcomes,
        Set<RouteTrouble> troubles,
        long lookAgainMs) {
    public RoutePlan {
        steps = List.copyOf(steps);
        outcomes = List.copyOf(outcomes);
        troubles = Set.copyOf(troubles);
    }
}
