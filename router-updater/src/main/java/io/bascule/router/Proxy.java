package io.bascule.router;

import io.bascule.core.route.ProxyView;
import io.bascule.core.route.RouteStep;
import java.io.IOException;

/** HAProxy, as the flow sees it. */
interface Proxy {
    /** @throws IOException if it cannot be reached, or answers what cannot be read */
    ProxyView look() throws IOException;

    /** @throws IOException if it cannot be reached, or refuses; the message is for people */
    void apply(RouteStep step) throws IOException;
}
