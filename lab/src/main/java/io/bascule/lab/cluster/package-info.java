/** What the lab sees of a running cluster and how it reaches its parts. */
@NullMarked
package io.bascule.lab.cluster;

import org.jspecify.annotations.NullMarked;
