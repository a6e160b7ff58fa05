package io.bascule.executor;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.events.Lsn;
import io.bascule.executor.LocalPostgres.Look;
import java.util.Optional;

/** Sees when the primary can never send what this standby needs next. What to do about it is the plan's to say. */
public interface WalGap {
    /**
     * @param from who has not what {@code disk} needs
     * @param leftAt where the disk's WAL left that node's; nothing where it is the beginning of it
     */
    record Found(Upstream from, Instance disk, Optional<Lsn> leftAt) {}

    /** What was found, as long as it is about this disk and whom it follows. */
    Optional<Found> found();

    /** On each look at a running standby. */
    void look(Look look);
}
