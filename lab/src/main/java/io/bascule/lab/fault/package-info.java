/** Faults on purpose, and their repair. */
@NullMarked
package io.bascule.lab.fault;

import org.jspecify.annotations.NullMarked;
