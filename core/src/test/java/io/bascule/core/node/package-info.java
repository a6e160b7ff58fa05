@NullMarked
package io.bascule.core.node;

import org.jspecify.annotations.NullMarked;
