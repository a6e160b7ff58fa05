package io.bascule.platform;

import io.bascule.events.Event;

/** Publishes without ever blocking or failing its caller: what does not fit the bounded queue is dropped and counted. */
public interface EventOutlet {
    void publish(Event event);
}
