/** The contracts between services: what is published, on which topic, in which shape. Plain data, no framework. */
@NullMarked
package io.bascule.events;

import org.jspecify.annotations.NullMarked;
