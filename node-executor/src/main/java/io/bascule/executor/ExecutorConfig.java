package io.bascule.executor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;

/** What the node's environment says; {@code BASCULE_NODE} is {@link #node} and so on. */
@ConfigMapping(prefix = "bascule")
public interface ExecutorConfig {
    String cluster();

    String etcd();

    String kafka();

    @WithDefault("8009")
    int httpPort();

    String node();

    /** host:port at which others reach this node's PostgreSQL. */
    String address();

    /** Directory of password files: superuser, replication, rewind, monitor, app. */
    @WithDefault("/run/bascule/secrets")
    Path secrets();

    @WithDefault("/var/lib/bascule")
    Path data();

    /** Where postgres, initdb, pg_basebackup and pg_rewind are. */
    @WithDefault("/usr/lib/postgresql/17/bin")
    Path pgBin();

    /** From which networks pg_hba.conf admits anybody: CIDR, or PostgreSQL's word samenet. */
    @WithDefault("samenet")
    List<String> networks();
}
