/** What attempts to talk to a PostgreSQL say about it. */
@NullMarked
package io.bascule.core.probe;

import org.jspecify.annotations.NullMarked;
