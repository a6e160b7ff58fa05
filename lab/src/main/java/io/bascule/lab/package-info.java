/** The lab's program: demo, benchmark, status and switchover on the real containers. */
@NullMarked
package io.bascule.lab;

import org.jspecify.annotations.NullMarked;
