/** What must hold after every step, the rules that may be broken on purpose, and the story of a run. */
@NullMarked
package io.bascule.simulation.check;

import org.jspecify.annotations.NullMarked;
