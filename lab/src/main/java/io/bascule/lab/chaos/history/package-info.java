/** What clients did and were told, and whether what is there in the end agrees with it: pure functions on values. */
@NullMarked
package io.bascule.lab.chaos.history;

import org.jspecify.annotations.NullMarked;
