/** Electing: what the record should become next, from the record and what is known. */
@NullMarked
package io.bascule.core.elect;

import org.jspecify.annotations.NullMarked;
