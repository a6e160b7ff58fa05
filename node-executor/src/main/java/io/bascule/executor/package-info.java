/** Owns one node's PostgreSQL: reads, plans through core, acts, announces. {@link NodeExecutor} is the main flow. */
@NullMarked
package io.bascule.executor;

import org.jspecify.annotations.NullMarked;
