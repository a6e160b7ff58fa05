/** The chaos suite: random faults on real containers, under clients whose history is checked. */
@NullMarked
package io.bascule.lab.chaos;

import org.jspecify.annotations.NullMarked;
