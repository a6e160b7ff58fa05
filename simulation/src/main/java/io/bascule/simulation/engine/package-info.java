/** Virtual time, seeded dice, simulated processes and the network between them. */
@NullMarked
package io.bascule.simulation.engine;

import org.jspecify.annotations.NullMarked;
