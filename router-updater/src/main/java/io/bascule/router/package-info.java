/** Makes HAProxy route what the record says; start reading at {@link io.bascule.router.Router}. */
@NullMarked
package io.bascule.router;

import org.jspecify.annotations.NullMarked;
