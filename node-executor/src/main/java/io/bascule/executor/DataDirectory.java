package io.bascule.executor;

import io.bascule.core.node.Disk;
import io.bascule.events.Lsn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** PGDATA as files: what it is good for, what WAL is in it, and making and removing it. */
public interface DataDirectory {
    /**
     * @param data what it is good for, by its files and by what was begun with it
     * @param problem a sentence where it is unusable, else empty
     */
    record Finding(Disk.Data data, String problem) {}

    /**
     * Where the WAL of a stopped primary ends.
     *
     * @param cleanly whether its last record is its shutdown checkpoint
     */
    record Ended(Lsn end, boolean cleanly) {}

    Finding inspect(NodeState state);

    /** Null where it cannot be read. */
    @Nullable
    String systemIdentifier();

    void makeStandby();

    void removeStandbySignal();

    boolean isStandby();

    /** Removes it with all that is in it. */
    void remove();

    /** The last timeline by the names of its segments; 0 where there is no WAL. */
    int lastTimeline();

    /** As {@link #lastTimeline}, 0 as long as it has no history file: a promotion ended before it wrote that. */
    int lastKnownTimeline();

    /** The newest timeline whose history file is there; 1 has none. */
    int newestHistory();

    /** Where {@code timeline} left the one before it, by its history file; nothing for timeline 1. */
    Optional<Lsn> forkOf(int timeline);

    /** For a stopped primary's. @throws ExecutorProblem where that cannot be told within the bound */
    Ended end();

    /** Whether all up to {@code flushed} is there, though the last whole record ends at {@code end}. */
    boolean endsWithinARecord(Lsn end, Lsn flushed);
}
