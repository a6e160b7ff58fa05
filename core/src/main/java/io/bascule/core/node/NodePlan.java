package io.bascule.core.node;

import io.bascule.core.node.Disk.Data;
import io.bascule.core.node.NodeAction.AbortTask;
import io.bascule.core.node.NodeAction.ApplyQuorum;
import io.bascule.core.node.NodeAction.CutAndPromise;
import io.bascule.core.node.NodeAction.PromiseStopped;
import io.bascule.core.node.NodeAction.Promote;
import io.bascule.core.node.NodeAction.RefuseData;
import io.bascule.core.node.NodeAction.StartCut;
import io.bascule.core.node.NodeAction.StartPrimary;
import io.bascule.core.node.NodeAction.StopForDrain;
import io.bascule.core.node.NodeAction.StopImmediately;
import io.bascule.core.node.NodeAction.WaitFor;
import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node does next. The first rule that applies decides; there is one action at a time, and each is planned from
 * what is there then, so a restarted executor goes on where the last one stopped.
 */
public final class NodePlan {
    /**
     * How long a primary whose postmaster ended waits before it starts in place: a failover to a standby that is there
     * takes about a third of this, and is over sooner than crash recovery of a busy primary.
     */
    public static final long RESTART_IN_PLACE_AFTER_MS = 3000;

    /** A fast stop that a standby holds up is given up after this and made an immediate one. */
    public static final long STOP_BOUND_MS = 5000;

    /**
     * How long the standbys have to promise before a stopped primary does: its promise alone would suffice, and it would
     * be chosen again, which takes crash recovery or undoes a switchover.
     */
    public static final long STOPPED_PROMISES_AFTER_MS = 1000;

    private static final long LONGEST_BACKOFF_MS = 30_000;

    private NodePlan() {}

    public static NodeAction next(NodeView view) {
        if (view.disk().data() == Data.UNUSABLE) {
            return new RefuseData(view.disk().problem());
        }
        ClusterRecord record = view.record();
        if (view.task() != null) {
            return duringTask(view, view.task(), record);
        }
        if (record == null) {
            return FirstStart.next(view);
        }
        String own = view.disk().systemIdentifier();
        if (own != null && !own.equals(record.systemIdentifier())) {
            return new RefuseData("the data directory is of system identifier " + own + ", but cluster "
                    + record.cluster() + " is " + record.systemIdentifier()
                    + ": move it away to let this node be cloned, or point the node at its own cluster");
        }
        if (!view.storeAnswers()) {
            return WithoutStore.next(view, record);
        }
        if (view.disk().hasNothing()) {
            return Following.clone(view, record);
        }
        return switch (record.phase()) {
            case STEADY -> view.isPrimaryOf(record) ? servesSteady(view, record) : Following.next(view, record);
            case DRAINING -> view.isPrimaryOf(record) ? drains(view, record) : Following.next(view, record);
            case REVOKING -> promises(view, record);
            case PROMOTING -> view.isPrimaryOf(record) ? takesOffice(view, record) : Following.next(view, record);
        };
    }

    private static NodeAction duringTask(NodeView view, NodeView.LongTask task, @Nullable ClusterRecord record) {
        boolean stillWanted = record != null
                && record.term() == task.from().term()
                && record.hasPrimary(task.from().node());
        return stillWanted || !view.storeAnswers()
                ? new WaitFor(task.what())
                : new AbortTask("node " + task.from().node() + " is no longer the primary of the newest term");
    }

    private static NodeAction servesSteady(NodeView view, ClusterRecord record) {
        Postgres pg = view.postgres();
        return switch (pg.process()) {
            case RUNNING -> pg.inRecovery() ? promote(view, record) : useQuorum(view, record);
            case STARTING -> new WaitFor("PostgreSQL is starting");
            case STOPPING -> stopping(pg);
            case EXITED -> {
                // R10, R11: the election is given the time to choose; with nobody to choose there is none to give.
                boolean alone = record.quorum().acks() == 0;
                long patienceMs = alone ? backoffMs(pg) : Math.max(RESTART_IN_PLACE_AFTER_MS, backoffMs(pg));
                yield pg.processForMs() < patienceMs
                        ? new WaitFor("PostgreSQL ended by itself; the election may choose another primary")
                        : startAsPrimary(view, record, "PostgreSQL ended by itself and is still to be primary");
            }
            case DOWN -> startAsPrimary(view, record, "the record says that this node is primary");
        };
    }

    private static NodeAction takesOffice(NodeView view, ClusterRecord record) {
        Postgres pg = view.postgres();
        return switch (pg.process()) {
            case RUNNING -> pg.inRecovery() ? promote(view, record) : useQuorum(view, record);
            case STARTING -> new WaitFor("PostgreSQL is starting");
            case STOPPING -> stopping(pg);
            case EXITED, DOWN ->
                pg.process() == Process.EXITED && pg.processForMs() < backoffMs(pg)
                        ? new WaitFor("PostgreSQL ended by itself again")
                        : startAsPrimary(view, record, "the record says that this node is to be primary");
        };
    }

    private static NodeAction promote(NodeView view, ClusterRecord record) {
        if (view.disk().promisedTerm() > record.term()) {
            return new WaitFor("this node promised term " + view.disk().promisedTerm());
        }
        // R5, decision 13: what they acknowledge on its timeline they would promise as an older term's.
        List<String> unaware = record.quorum().voters().stream()
                .filter(voter -> !view.hasHeardOf(voter, record.term()))
                .map(Instance::node)
                .toList();
        return unaware.isEmpty()
                ? new Promote(record.term(), record.quorum(), "chosen as the primary of term " + record.term())
                : new WaitFor("the voters " + unaware + " have not heard of term " + record.term()
                        + " and would take its timeline for an older term's");
    }

    private static NodeAction useQuorum(NodeView view, ClusterRecord record) {
        boolean used = view.postgres().shownQuorum() == record.quorum().version()
                && view.disk().primaryTerm() == record.term();
        return used
                ? new WaitFor("serves as primary of term " + record.term())
                : new ApplyQuorum(record.term(), record.quorum(), "the record's quorum is " + record.quorum());
    }

    static NodeAction startAsPrimary(NodeView view, ClusterRecord record, String because) {
        if (view.disk().promisedTerm() > record.term()) {
            return new WaitFor("this node promised term " + view.disk().promisedTerm());
        }
        return view.disk().standby() || !hasTakenOffice(view.disk(), record)
                ? new StartCut(because)
                : new StartPrimary(record.term(), record.quorum(), because);
    }

    /**
     * R5: who is primary for another term, or again after others were, is promoted like a standby, on a timeline of that
     * term: what it wrote on its old one would rank below the WAL of a term in between that was given up. The same holds
     * for a promotion of which it is not known that it ended.
     */
    private static boolean hasTakenOffice(Disk disk, ClusterRecord record) {
        boolean promotionMayBeHalf = record.phase() == Phase.PROMOTING && disk.promotingTerm() > 0;
        return disk.primaryTerm() == record.term() && !promotionMayBeHalf;
    }

    private static NodeAction drains(NodeView view, ClusterRecord record) {
        return switch (view.postgres().process()) {
            case RUNNING -> new StopForDrain("the record says that this primary is being drained");
            case STARTING -> new WaitFor("PostgreSQL is starting");
            case STOPPING -> new WaitFor("PostgreSQL is stopping");
            case EXITED, DOWN -> new WaitFor("stopped for the switchover");
        };
    }

    private static NodeAction promises(NodeView view, ClusterRecord record) {
        Disk disk = view.disk();
        Postgres pg = view.postgres();
        if (pg.up()
                && pg.process() != Process.STOPPING
                && disk.promotingTerm() > 0
                && disk.promotingTerm() < record.term()) {
            // R4: under an order to promote it may leave recovery at any moment, so it promises only after stopping.
            return pg.inRecovery() || !view.isPrimaryOf(record)
                    ? new StopImmediately("its promotion in term " + disk.promotingTerm() + " was revoked")
                    : new WaitFor("the primary of the term before stays as it is during the revocation");
        }
        return switch (pg.process()) {
            case RUNNING -> {
                if (!pg.inRecovery()) {
                    yield view.isPrimaryOf(record)
                            ? new WaitFor("the primary of the term before stays as it is during the revocation")
                            : new StopImmediately("node " + record.primary().node() + " was primary after this one");
                }
                yield view.hasPromised(record.term())
                        ? new WaitFor("promised term " + record.term())
                        : new CutAndPromise(record.term(), "term " + record.term() + " revokes the one before");
            }
            case STARTING ->
                disk.standby() || view.isPrimaryOf(record)
                        ? new WaitFor("PostgreSQL is starting")
                        : new StopImmediately("node " + record.primary().node() + " was primary after this one");
            case STOPPING -> stopping(pg);
            case EXITED, DOWN -> {
                if (!disk.standby()) {
                    yield promisesStopped(view, record);
                }
                yield pg.process() == Process.EXITED && pg.processForMs() < backoffMs(pg)
                        ? new WaitFor("PostgreSQL ended by itself again")
                        : new StartCut("a standby promises when it shows where its WAL ends");
            }
        };
    }

    private static NodeAction promisesStopped(NodeView view, ClusterRecord record) {
        if (view.hasPromised(record.term())) {
            return new WaitFor("promised term " + record.term() + " for its stopped disk");
        }
        return view.recordForMs() < STOPPED_PROMISES_AFTER_MS
                ? new WaitFor("the standbys promise first")
                : new PromiseStopped(record.term(), "a stopped primary with an intact disk");
    }

    static NodeAction stopping(Postgres pg) {
        return pg.processForMs() < STOP_BOUND_MS
                ? new WaitFor("PostgreSQL is stopping")
                : new StopImmediately("the stop took longer than " + STOP_BOUND_MS + " ms");
    }

    /** Nothing after the first exit within a minute, then doubling. */
    static long backoffMs(Postgres pg) {
        int repeats = Math.min(pg.unexpectedExits() - 1, 16);
        return repeats <= 0 ? 0 : Math.min(LONGEST_BACKOFF_MS, 250L << repeats);
    }

    static boolean mayFollow(Disk disk, ClusterRecord record) {
        return disk.promisedTerm() <= record.term() && (record.phase() != Phase.REVOKING);
    }
}
