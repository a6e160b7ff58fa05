package io.bascule.lab.story;

import io.bascule.events.StoryEvent;
import java.time.Instant;

/**
 * An event as it came from Kafka.
 *
 * @param at when its publisher made it, by the publisher's wall clock
 * @param source the service's copy that published it
 */
public record Told(StoryEvent event, Instant at, String source) {}
