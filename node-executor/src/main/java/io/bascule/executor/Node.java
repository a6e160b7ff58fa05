package io.bascule.executor;

import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.MonotonicClock;
import java.nio.file.Path;

/** What every action works on: this node's files, process and sessions, and its ways to the others. */
record Node(
        String name,
        String cluster,
        String address,
        Path pgBin,
        Paths paths,
        StateFile state,
        DataDirectory data,
        PostgresConf conf,
        Postmaster postmaster,
        LocalPostgres postgres,
        ClusterStore store,
        EventOutlet events,
        MonotonicClock clock) {

    long term() {
        return state.get().seen().term();
    }
}
