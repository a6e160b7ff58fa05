/** Watches one node's PostgreSQL and its peers', publishes what it sees, and answers role checks over HTTP. */
@NullMarked
package io.bascule.monitor;

import org.jspecify.annotations.NullMarked;
