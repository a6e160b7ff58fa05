@NullMarked
package io.bascule.lab.chaos.fault;

import org.jspecify.annotations.NullMarked;
