/** What the chaos suite breaks, when, and how it is healed. */
@NullMarked
package io.bascule.lab.chaos.fault;

import org.jspecify.annotations.NullMarked;
