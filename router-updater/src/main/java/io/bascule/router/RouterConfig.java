package io.bascule.router;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** What the environment says, as {@code BASCULE_CLUSTER} and so on; checked before by {@link RouterMain}. */
@ConfigMapping(prefix = "bascule")
interface RouterConfig {
    String cluster();

    /** This copy's name, in events and logs. */
    String id();

    List<URI> etcd();

    /** HAProxy's admin socket. */
    Path haproxySocket();
}
