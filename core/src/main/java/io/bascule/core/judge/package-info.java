/** Judging whether the primary serves, from what is known; a closed list of reasons, "don't know" among them. */
@NullMarked
package io.bascule.core.judge;

import org.jspecify.annotations.NullMarked;
