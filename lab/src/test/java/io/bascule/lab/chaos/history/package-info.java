@NullMarked
package io.bascule.lab.chaos.history;

import org.jspecify.annotations.NullMarked;
