/** The truth as it stands in etcd: the record, settings, members, promises. */
@NullMarked
package io.bascule.core.record;

import org.jspecify.annotations.NullMarked;
