package io.bascule.monitor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** What the monitor is told at its start, by environment variables. */
@ConfigMapping(prefix = "bascule")
interface MonitorConfig {
    String cluster();

    List<URI> etcd();

    /** Kafka's brokers; read by the Kafka connector. */
    String kafka();

    /** The node that this runs on. */
    String node();

    /** host:port at which others reach this node's PostgreSQL. */
    String address();

    /** The folder with the password files. */
    @WithDefault("/run/bascule/secrets")
    Path secrets();

    int httpPort();
}
