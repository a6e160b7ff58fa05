package io.bascule.core.node;

import org.jspecify.annotations.Nullable;

/**
 * What the node's PostgreSQL process does.
 *
 * @param process its state
 * @param processForMs for how long
 * @param unexpectedExits how often it ended by itself in the last minute
 * @param inRecovery what it says while {@code RUNNING}; otherwise not known
 * @param following whom its {@code primary_conninfo} names, null while cut off
 * @param streamingStandbys on a primary, how many instances stream from it
 * @param shownQuorum version of the quorum that a fresh session was seen to show, else 0
 * @param stoppedAlone whether it was stopped because it saw neither the store nor a standby (R10)
 */
public record Postgres(
        Process process,
        long processForMs,
        int unexpectedExits,
        boolean inRecovery,
        @Nullable Upstream following,
        int streamingStandbys,
        long shownQuorum,
        boolean stoppedAlone) {

    /** The states of the process. */
    public enum Process {
        /** Not running, and meant to be so. */
        DOWN,
        /** Ended without having been asked to. */
        EXITED,
        /** Started, not answering yet. */
        STARTING,
        RUNNING,
        /** Asked to stop, not ended yet. */
        STOPPING
    }

    public boolean up() {
        return process == Process.STARTING || process == Process.RUNNING || process == Process.STOPPING;
    }

    boolean running() {
        return process == Process.RUNNING;
    }

    boolean runningPrimary() {
        return running() && !inRecovery;
    }
}
