package io.bascule.executor;

import io.bascule.core.node.NodeView;
import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.events.Lsn;
import io.bascule.executor.LocalPostgres.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reading of everything.
 *
 * @param look null while PostgreSQL does not answer
 * @param walsenders those of instances, on a primary
 * @param shutdownLsn the end of the shutdown checkpoint of a primary's disk that was stopped cleanly
 * @param endPending whether the end of a stopped primary's WAL is still to be found out
 * @param seen what the store showed, if it was believed
 * @param settings those that it showed last
 */
record Sight(
        NodeView view,
        @Nullable Look look,
        List<Walsender> walsenders,
        @Nullable Lsn shutdownLsn,
        boolean endPending,
        Seen seen,
        Settings settings) {}
