/** Writers that remember every acknowledgement, and the reading back that proves none was lost. */
@NullMarked
package io.bascule.lab.write;

import org.jspecify.annotations.NullMarked;
