package io.bascule.core.node;

import io.bascule.core.node.Disk.Data;
import io.bascule.core.node.NodeAction.RunInitdb;
import io.bascule.core.node.NodeAction.StartPrimary;
import io.bascule.core.node.NodeAction.WaitFor;
import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.Quorum;
import java.util.List;

/** What a node does while there is no record yet (R8). */
final class FirstStart {
    private static final long FIRST_TERM = 1;

    /**
     * R8: what was in an etcd that was wiped, the claim to run initdb included, cannot warn of the nodes that have data.
     * Those announce themselves within about a second of etcd's first answer, and are waited for this long.
     */
    static final long LOOK_FOR_DATA_MS = 3000;

    private FirstStart() {}

    static NodeAction next(NodeView view) {
        if (!view.storeAnswers()) {
            return new WaitFor("etcd has not been heard yet");
        }
        boolean mine = view.node().equals(view.initClaim());
        return view.disk().hasNothing() ? withoutData(view, mine) : withData(view, mine);
    }

    private static NodeAction withoutData(NodeView view, boolean mine) {
        var withData = view.members().values().stream()
                .filter(m -> !m.node().equals(view.node()) && m.systemIdentifier() != null)
                .findAny();
        if (withData.isPresent()) {
            return new WaitFor("node " + withData.get().node() + " has data already; the record is to come");
        }
        if (!mine && view.initClaim() != null) {
            return new WaitFor("node " + view.initClaim() + " makes the first data directory");
        }
        if (view.recordForMs() < LOOK_FOR_DATA_MS) {
            return new WaitFor("there is no record and no data; looks " + LOOK_FOR_DATA_MS
                    + " ms for nodes that have data before it makes the first data directory");
        }
        return new RunInitdb(
                view.disk().data() == Data.INCOMPLETE
                        ? "an initdb that did not finish is begun again"
                        : "there is no record and no data");
    }

    private static NodeAction withData(NodeView view, boolean mine) {
        Process process = view.postgres().process();
        if (!mine || view.disk().standby()) {
            return new WaitFor("there is no record, and this node, which has data, is not the one to begin: reseat"
                    + " etcd or restore it, or start from empty data directories");
        }
        return switch (process) {
            case DOWN, EXITED ->
                new StartPrimary(
                        FIRST_TERM, new Quorum(FIRST_TERM, 0, List.of(), 0), "this node made the first data directory");
            case STARTING, STOPPING, RUNNING -> new WaitFor("the record is to come");
        };
    }
}
