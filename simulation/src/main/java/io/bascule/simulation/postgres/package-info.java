/** PostgreSQL as far as its replication and its acknowledgements go. */
@NullMarked
package io.bascule.simulation.postgres;

import org.jspecify.annotations.NullMarked;
