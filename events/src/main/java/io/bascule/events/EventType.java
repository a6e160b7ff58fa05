package io.bascule.events;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The versioned CloudEvent types: {@code io.bascule.NAME.v1}. A change that old readers cannot take is a new version. */
public final class EventType {
    private static final String PREFIX = "io.bascule.";

    private static final Map<String, Class<? extends Event>> BY_TYPE = Stream.concat(
                    Stream.<Class<? extends Event>>of(Probe.class, LookNow.class),
                    Arrays.stream(StoryEvent.class.getPermittedSubclasses()).map(c -> c.<Event>asSubclass(Event.class)))
            .collect(Collectors.toUnmodifiableMap(EventType::typeOf, Function.identity()));

    private EventType() {}

    public static String typeOf(Class<? extends Event> event) {
        return PREFIX + event.getSimpleName() + ".v1";
    }

    /** The class that carries {@code type}, or nothing for a type that this version does not know. */
    public static Optional<Class<? extends Event>> classOf(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** Every type, for tests and documentation. */
    public static Map<String, Class<? extends Event>> all() {
        return BY_TYPE;
    }

    public static Topic topicOf(Event event) {
        return switch (event) {
            case Probe probe -> Topic.PROBES;
            case LookNow order -> Topic.ORDERS;
            case StoryEvent story -> Topic.EVENTS;
        };
    }
}
