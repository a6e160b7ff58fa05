package io.bascule.executor;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.events.Lsn;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** PostgreSQL's programs that copy a data directory, and what is kept aside before they erase it. */
public interface CopyTools {
    /** How a program ended. */
    enum Outcome {
        DONE,
        /** It could not connect, and touched nothing. */
        NOT_CONNECTED,
        /** What it was to write may be half written. */
        FAILED
    }

    /** @param complaint what it said where it is not done */
    record Result(Outcome outcome, String complaint) {}

    /** Whether PostgreSQL there takes connections. */
    boolean answers(Upstream from);

    /**
     * Before a clone: keeps what this node has on a timeline that the cluster's history does not know.
     *
     * @param leftAt where its WAL left the primary's by what the primary has, whatever the record says
     */
    void keepUnknown(ClusterRecord record, Optional<Lsn> leftAt);

    /** Before a rewind: keeps what follows the point where the cluster's history left this node's timeline. */
    void keepDiverged(ClusterRecord record);

    /** pg_basebackup into an empty place; killed when {@code cancelled} becomes true. */
    Result baseBackup(Upstream from, Consumer<String> progress, AtomicBoolean cancelled);

    /** pg_rewind of what is there. */
    Result rewind(Upstream from, Consumer<String> progress, AtomicBoolean cancelled);
}
