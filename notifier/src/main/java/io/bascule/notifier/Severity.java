package io.bascule.notifier;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much an event asks of people, least first. */
enum Severity {
    /** Nothing: it is part of the story. */
    INFO,
    /** To know of it when they are awake. */
    WARN,
    /** To look now: service was interrupted, or does not come back by itself. */
    PAGE;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
