@NullMarked
package io.bascule.simulation.engine;

import org.jspecify.annotations.NullMarked;
