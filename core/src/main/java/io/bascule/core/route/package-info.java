/** What a router should route: from the record and what HAProxy shows to the next steps. Pure. */
@NullMarked
package io.bascule.core.route;

import org.jspecify.annotations.NullMarked;
