package io.bascule.core.elect;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.events.StoryEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an election copy should do now. */
public sealed interface Step {
    /** Why, one sentence. */
    String why();

    /**
     * Nothing is to be written.
     *
     * @param page an event to publish once per term, when people are needed
     */
    record Stay(String why, @Nullable StoryEvent page) implements Step {
        public Stay(String why) {
            this(why, null);
        }
    }

    /**
     * Write {@code next} by compare-and-set on the record that was decided from, under the lock.
     *
     * @param story what to publish once it is written
     * @param finished whether it belongs in the history
     * @param switchoverTaken whether the waiting switchover request has been taken up
     */
    record Change(
            Transition transition,
            ClusterRecord next,
            String why,
            List<StoryEvent> story,
            boolean finished,
            boolean switchoverTaken)
            implements Step {
        public Change {
            story = List.copyOf(story);
        }
    }

    /** A switchover request that cannot be granted, and why. */
    record Refuse(SwitchoverRequest request, String why) implements Step {}
}
