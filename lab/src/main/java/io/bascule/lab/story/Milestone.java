package io.bascule.lab.story;

import io.bascule.events.StoryEvent;
import io.bascule.events.StoryEvent.PrimaryPromoted;
import io.bascule.events.StoryEvent.PrimarySuspected;
import io.bascule.events.StoryEvent.PromotionOrdered;
import io.bascule.events.StoryEvent.RevocationStarted;
import io.bascule.events.StoryEvent.SwitchoverStarted;
import io.bascule.events.StoryEvent.WritesRouted;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where the time of a change of primary goes. */
public enum Milestone {
    /** The primary was judged lost, or the switchover begun. */
    DETECTED("detected"),
    /** Enough standbys have stopped listening to it. */
    REVOKED("revoked"),
    /** The new primary is out of recovery. */
    PROMOTED("promoted"),
    /** HAProxy lets writers through to it. */
    ROUTED("routed"),
    /** A writer has its first acknowledgement from it. */
    FIRST_WRITE("first write");

    private static final Map<Class<? extends StoryEvent>, Milestone> PASSED_BY = Map.of(
            PrimarySuspected.class, DETECTED,
            SwitchoverStarted.class, DETECTED,
            RevocationStarted.class, DETECTED,
            PromotionOrdered.class, REVOKED,
            PrimaryPromoted.class, PROMOTED,
            WritesRouted.class, ROUTED);

    private final String words;

    Milestone(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /**
     * When each was passed on the way to the newest term that writers were let into; without FIRST_WRITE, which no
     * event tells. What was not told is left out.
     */
    public static Map<Milestone, Instant> of(List<Told> story) {
        Map<Milestone, Instant> passed = new EnumMap<>(Milestone.class);
        long term = story.stream()
                .filter(one -> one.event() instanceof WritesRouted)
                .mapToLong(one -> one.event().term())
                .max()
                .orElse(-1);
        for (Told one : story) {
            Milestone milestone = PASSED_BY.get(one.event().getClass());
            if (milestone != null && (milestone == DETECTED || one.event().term() == term)) {
                passed.merge(milestone, one.at(), (a, b) -> a.isBefore(b) ? a : b);
            }
        }
        return passed;
    }
}
