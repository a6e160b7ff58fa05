package io.bascule.election;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.List;

/** What one copy is told at its start, by environment variables. */
@ConfigMapping(prefix = "bascule")
interface ElectionConfig {
    String cluster();

    List<URI> etcd();

    /** Kafka's brokers; read by the Kafka connector. */
    String kafka();

    /** This copy's name. */
    String id();
}
