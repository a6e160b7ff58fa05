package io.bascule.events;

/**
 * Anything that travels through Kafka, as the data of a CloudEvent (CloudEvents 1.0, Kafka binding, binary mode). The
 * CloudEvent's {@code type} is {@link EventType#typeOf}, its {@code source} the publishing service's copy.
 */
public sealed interface Event permits Probe, LookNow, StoryEvent {
    /** The cluster that this is about: the Kafka key. */
    String cluster();
}
