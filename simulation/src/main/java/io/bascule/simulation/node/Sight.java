package io.bascule.simulation.node;

import io.bascule.core.node.NodeView;
import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.events.Lsn;
import io.bascule.simulation.postgres.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of everything, as the real executor's. */
record Sight(
        NodeView view,
        Server.@Nullable Look look,
        List<Walsender> walsenders,
        @Nullable Lsn shutdownLsn,
        boolean endPending,
        Seen seen,
        Settings settings) {}
