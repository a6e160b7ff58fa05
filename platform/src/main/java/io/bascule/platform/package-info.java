/** What several services share: etcd, PostgreSQL sessions, publishing, JSON, settings at start. */
@NullMarked
package io.bascule.platform;

import org.jspecify.annotations.NullMarked;
