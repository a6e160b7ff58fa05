/** One fault under writers, from a whole cluster to a whole cluster, and what was measured. */
@NullMarked
package io.bascule.lab.trial;

import org.jspecify.annotations.NullMarked;
