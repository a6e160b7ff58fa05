/** The election service: every copy watches and judges, any of them decides under the etcd lock. */
@NullMarked
package io.bascule.election;

import org.jspecify.annotations.NullMarked;
