@NullMarked
package io.bascule.simulation;

import org.jspecify.annotations.NullMarked;
