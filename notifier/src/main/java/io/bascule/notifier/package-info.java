/** Turns the story's events into pages; start reading at {@link io.bascule.notifier.Delivery}. */
@NullMarked
package io.bascule.notifier;

import org.jspecify.annotations.NullMarked;
