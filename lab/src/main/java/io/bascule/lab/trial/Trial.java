package io.bascule.lab.trial;

import io.bascule.lab.fault.Fault;
import io.bascule.lab.story.Milestone;
import io.bascule.lab.story.Told;
import io.bascule.lab.story.WallClock;
import io.bascule.lab.write.Audit;
import io.bascule.lab.write.Ledger.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one fault did.
 *
 * @param from the primary before
 * @param to the primary after
 * @param term the term that the cluster came to
 * @param outage the longest time between two acknowledgements since the fault
 * @param failures how many attempts and connections of writers came to nothing
 * @param story what the cluster told, in the topic's order; empty where nobody listened
 */
public record Trial(
        Fault fault,
        String from,
        String to,
        long term,
        Gap outage,
        Audit audit,
        int failures,
        List<Told> story,
        WallClock clock) {
    public Trial {
        story = List.copyOf(story);
    }

    public double outageMs() {
        return outage.ms();
    }

    /**
     * Milliseconds from the last acknowledgement before the outage to {@code when}. That is the zero of all times
     * given: the moment of the fault itself is known only as well as Docker's client is quick.
     */
    public double msSinceLastWrite(Instant when) {
        return Duration.between(clock.at(outage.fromNanos()), when).toNanos() / 1e6;
    }

    /** When each milestone was passed, in ms since the last write; those that were not told are left out. */
    public Map<Milestone, Double> milestones() {
        Map<Milestone, Double> passed = new EnumMap<>(Milestone.class);
        Milestone.of(story).forEach((milestone, when) -> passed.put(milestone, msSinceLastWrite(when)));
        passed.put(Milestone.FIRST_WRITE, outageMs());
        return passed;
    }
}
