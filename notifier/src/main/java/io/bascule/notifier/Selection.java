package io.bascule.notifier;

import io.bascule.events.Event;
import io.bascule.events.StoryEvent;
import java.time.Duration;
import java.time.Instant;

/** Which events become pages here. */
record Selection(String cluster, Severity from) {
    /** A notifier that starts for the first time reads all that Kafka still has; nobody is paged for last week. */
    static final Duration STALE_AFTER = Duration.ofHours(24);

    /** What is to be done with an event; a closed list. */
    enum Verdict {
        SEND,
        /** Another cluster's, less than what is sent, or not part of the story. */
        SKIP,
        STALE
    }

    Verdict of(Event event, Instant at, Instant now) {
        if (!(event instanceof StoryEvent story)
                || !story.cluster().equals(cluster)
                || Severities.of(story).compareTo(from) < 0) {
            return Verdict.SKIP;
        }
        return at.plus(STALE_AFTER).isBefore(now) ? Verdict.STALE : Verdict.SEND;
    }
}
