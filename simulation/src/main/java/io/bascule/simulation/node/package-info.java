/** A node's executor and monitor, with the real plans and bookkeeping. */
@NullMarked
package io.bascule.simulation.node;

import org.jspecify.annotations.NullMarked;
