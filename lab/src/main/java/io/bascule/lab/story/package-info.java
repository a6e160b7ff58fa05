/** What the cluster tells of itself on Kafka, and the timeline made of it. */
@NullMarked
package io.bascule.lab.story;

import org.jspecify.annotations.NullMarked;
