package io.bascule.core.node;

import io.bascule.core.node.Disk.Data;
import io.bascule.core.node.NodeAction.StartCut;
import io.bascule.core.node.NodeAction.StartFollowing;
import io.bascule.core.node.NodeAction.StopAlone;
import io.bascule.core.node.NodeAction.WaitFor;
import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;

/**
 * What a node does while etcd does not answer, or shows an older record than was seen (R7, R10): PostgreSQL goes on as
 * it is, what ended is started again as the last record said, and nothing else.
 */
final class WithoutStore {
    /** Before the last record is believed at a start: etcd mostly answers within a second. */
    static final long PATIENCE_MS = 5000;

    /** A primary that can neither commit nor be told of another is stopped after this, to bound stale reads. */
    static final long ALONE_BOUND_MS = 30_000;

    /** One stopped for that looks again for a voter this often. */
    static final long ALONE_RETRY_MS = 60_000;

    private WithoutStore() {}

    static NodeAction next(NodeView view, ClusterRecord last) {
        Postgres pg = view.postgres();
        if (pg.runningPrimary()) {
            boolean cannotCommit = last.quorum().acks() > 0 && pg.streamingStandbys() == 0;
            boolean longEnough = view.storeSilentMs() > ALONE_BOUND_MS && pg.processForMs() > ALONE_BOUND_MS;
            return cannotCommit && longEnough
                    ? new StopAlone("neither etcd nor a standby was seen for " + ALONE_BOUND_MS
                            + " ms, so nothing can be committed here")
                    : new WaitFor("etcd does not answer; PostgreSQL goes on");
        }
        if (pg.process() == Process.STOPPING && pg.stoppedAlone()) {
            return NodePlan.stopping(pg);
        }
        boolean down = pg.process() == Process.DOWN || pg.process() == Process.EXITED;
        if (!down || view.disk().hasNothing()) {
            return new WaitFor("etcd does not answer");
        }
        long patienceMs = Math.max(pg.stoppedAlone() ? ALONE_RETRY_MS : 0, NodePlan.backoffMs(pg));
        if (view.storeSilentMs() < PATIENCE_MS || pg.processForMs() < patienceMs) {
            return new WaitFor("etcd does not answer; PostgreSQL is started as it last was in a moment");
        }
        if (view.disk().standby()) {
            Upstream before = pg.following();
            if (before != null && before.term() == last.term() && NodePlan.mayFollow(view.disk(), last)) {
                return new StartFollowing(before, "etcd does not answer");
            }
            return view.disk().data() == Data.FRESH
                    ? new WaitFor("etcd does not answer, and the primary that this copy was made from is no more")
                    : new StartCut("etcd does not answer");
        }
        boolean serves = view.isPrimaryOf(last)
                && last.phase() != Phase.REVOKING
                && view.disk().primaryTerm() == last.term();
        return serves
                ? NodePlan.startAsPrimary(view, last, "etcd does not answer; this was the last known primary")
                : new WaitFor("etcd does not answer, and this node was not the last known primary");
    }
}
