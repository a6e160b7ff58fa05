/** The cluster's truth in etcd: one connection, one lease, one watch, conditional writes. */
@NullMarked
package io.bascule.platform.etcd;

import org.jspecify.annotations.NullMarked;
