/** An etcd that answers late, not at all, or after the fact. */
@NullMarked
package io.bascule.simulation.etcd;

import org.jspecify.annotations.NullMarked;
