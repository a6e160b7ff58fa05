/** Faults, planned from a seed. */
@NullMarked
package io.bascule.simulation.fault;

import org.jspecify.annotations.NullMarked;
