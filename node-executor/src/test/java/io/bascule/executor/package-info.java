@NullMarked
package io.bascule.executor;

import org.jspecify.annotations.NullMarked;
