/** Tables and the live picture for a terminal. */
@NullMarked
package io.bascule.lab.show;

import org.jspecify.annotations.NullMarked;
