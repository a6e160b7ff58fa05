package io.bascule.notifier;

import io.bascule.events.StoryEvent;

/**
 * What is posted, as a JSON object of these fields.
 *
 * @param id the CloudEvent's id: the same for each time that it is sent
 * @param type the CloudEvent's type, such as {@code io.bascule.PrimaryPromoted.v1}
 * @param title one sentence
 * @param at when it was published, ISO 8601 in UTC, by the publisher's wall clock
 * @param details the event itself
 */
record Page(
        String id,
        String type,
        String cluster,
        long term,
        Severity severity,
        String title,
        String at,
        StoryEvent details) {

    static Page of(String id, String type, String at, StoryEvent event) {
        return new Page(id, type, event.cluster(), event.term(), Severities.of(event), Titles.of(event), at, event);
    }
}
