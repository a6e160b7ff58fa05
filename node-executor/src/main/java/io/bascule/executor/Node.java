package io.bascule.executor;

import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.MonotonicClock;
import java.util.function.Supplier;

/**
 * What every action works on: this node's files, process and sessions, and its ways to the others.
 *
 * @param address where the others reach its PostgreSQL, host:port
 * @param newDisk names a new data directory (R3)
 */
public record Node(
        String name,
        String cluster,
        String address,
        Paths paths,
        StateFile state,
        DataDirectory data,
        Configuration conf,
        Postmaster postmaster,
        LocalPostgres postgres,
        ClusterStore store,
        EventOutlet events,
        MonotonicClock clock,
        Pause pause,
        Supplier<String> newDisk) {

    long term() {
        return state.get().seen().term();
    }
}
