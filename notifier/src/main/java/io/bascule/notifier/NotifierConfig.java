package io.bascule.notifier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** What the environment says, as {@code BASCULE_CLUSTER} and so on; checked before by {@link NotifierMain}. */
@ConfigMapping(prefix = "bascule")
interface NotifierConfig {
    String cluster();

    /** This copy's name: its offsets in Kafka are kept under it. */
    String id();

    /** Where pages go; may hold a secret. */
    URI webhookUrl();

    /** The least severity that is sent. */
    @WithDefault("warn")
    Severity notifyFrom();
}
