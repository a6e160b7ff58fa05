/** The simulator: runs, their report, and the way to repeat and shorten a failing one. */
@NullMarked
package io.bascule.simulation;

import org.jspecify.annotations.NullMarked;
