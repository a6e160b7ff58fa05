package io.bascule.core.node;

import io.bascule.core.node.Disk.Data;
import io.bascule.core.node.NodeAction.Clone;
import io.bascule.core.node.NodeAction.CutOff;
import io.bascule.core.node.NodeAction.Follow;
import io.bascule.core.node.NodeAction.Rewind;
import io.bascule.core.node.NodeAction.StartCut;
import io.bascule.core.node.NodeAction.StartFollowing;
import io.bascule.core.node.NodeAction.StopImmediately;
import io.bascule.core.node.NodeAction.StopStandby;
import io.bascule.core.node.NodeAction.WaitFor;
import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.events.WalPosition;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a node that is not the record's primary becomes and stays a standby of it. */
final class Following {
    /**
     * R1: a voter of an older quorum keeps its disk for this long, though it is of no use to the new primary: were that
     * lost in its first moments, nobody else might be able to promise for the older quorum.
     */
    static final long COUNTED_ON_MS = 10_000;

    /** A new primary's quorum settles within about a third of this. */
    static final long FIRST_MOMENTS_MS = 500;

    private Following() {}

    static NodeAction next(NodeView view, ClusterRecord record) {
        Postgres pg = view.postgres();
        Disk disk = view.disk();
        if (record.hasPrimary(view.node())) {
            return new WaitFor("the record names this node with another disk, " + record.primary()
                    + "; the election is to choose another primary");
        }
        if (pg.process() == Process.STOPPING) {
            return NodePlan.stopping(pg);
        }
        if (pg.up() && isOrBecomesPrimary(pg, disk)) {
            return new StopImmediately("node " + record.primary().node() + " is the primary of term " + record.term());
        }
        if (disk.promisedTerm() > record.term()) {
            return new WaitFor("this node promised term " + disk.promisedTerm());
        }
        Optional<Upstream> upstream = view.upstream(record);
        if (upstream.isEmpty()) {
            return pg.up() || !disk.standby() || disk.data() == Data.FRESH
                    ? new WaitFor("the address of node " + record.primary().node() + " is not known yet")
                    : new StartCut("the address of node " + record.primary().node() + " is not known yet");
        }
        return pg.up() ? running(view, record, upstream.get()) : stopped(view, record, upstream.get());
    }

    static NodeAction clone(NodeView view, ClusterRecord record) {
        Postgres pg = view.postgres();
        if (pg.up()) {
            return new StopImmediately("what it runs on is of no use");
        }
        Optional<Upstream> upstream = view.upstream(record);
        if (record.hasPrimary(view.node())) {
            return new WaitFor("the record names this node as primary, but it has no data; the election is to choose"
                    + " another primary");
        }
        if (upstream.isEmpty() || record.phase() != Phase.STEADY || !view.primaryIsWritable(record)) {
            return new WaitFor("clones when node " + record.primary().node() + " serves as primary");
        }
        return new Clone(upstream.get(), "there is no usable data directory");
    }

    private static boolean isOrBecomesPrimary(Postgres pg, Disk disk) {
        boolean promotionUnderWay = disk.promotingTerm() > 0;
        return promotionUnderWay || (pg.running() ? !pg.inRecovery() : !disk.standby());
    }

    private static NodeAction running(NodeView view, ClusterRecord record, Upstream upstream) {
        Postgres pg = view.postgres();
        if (view.disk().data() == Data.FRESH) {
            return upstream.equals(pg.following())
                    ? new WaitFor("becomes consistent")
                    : new StopImmediately("the primary it was made from is no more, and it is not consistent yet");
        }
        if (upstream.equals(pg.following())) {
            return view.disk().stranded() && canCopy(view, record) && !isKept(view, record)
                    ? new Clone(upstream, stranded(upstream))
                    : new WaitFor("follows " + upstream.node() + " of term " + upstream.term());
        }
        if (!pg.running()) {
            return new WaitFor("PostgreSQL is starting");
        }
        if (pg.following() != null) {
            return new CutOff("it follows another than the primary of term " + record.term());
        }
        if (view.disk().end() == null) {
            return new CutOff("where its WAL ends is known only when all of it is replayed");
        }
        WalPosition primaryEnd = primaryEnd(view, record);
        long historyTerm =
                record.phase() == Phase.PROMOTING ? primaryEnd == null ? 0 : primaryEnd.term() : record.term();
        return switch (Rejoin.choose(record, view.disk(), primaryEnd)) {
            case FOLLOW ->
                new Follow(
                        upstream, historyTerm, "node " + upstream.node() + " is the primary of term " + record.term());
            case WAIT -> new WaitFor("its WAL may be ahead of the primary's; waits until the new timeline is known");
            case REWIND, CLONE -> new StopStandby("its WAL left the primary's");
        };
    }

    private static NodeAction stopped(NodeView view, ClusterRecord record, Upstream upstream) {
        Disk disk = view.disk();
        Postgres pg = view.postgres();
        if (pg.process() == Process.EXITED && pg.processForMs() < NodePlan.backoffMs(pg)) {
            return new WaitFor("PostgreSQL ended by itself again");
        }
        boolean before = upstream.equals(pg.following());
        boolean stranded = before && disk.stranded();
        boolean canCopy = canCopy(view, record);
        if (disk.data() == Data.FRESH && !before) {
            return canCopy
                    ? new Clone(upstream, "a copy that never became consistent is made again")
                    : new WaitFor("clones again when node " + upstream.node() + " serves as primary");
        }
        if (disk.standby() && before && !stranded) {
            return new StartFollowing(upstream, "it followed " + upstream.node() + " in this term before");
        }
        Rejoin rejoin = stranded ? Rejoin.CLONE : Rejoin.choose(record, disk, primaryEnd(view, record));
        if (!disk.standby() && isOpening(view, record) && !isNeeded(disk, record)) {
            return new WaitFor("returns when node " + upstream.node() + " has begun to serve as primary");
        }
        if (rejoin == Rejoin.FOLLOW || (disk.standby() && disk.end() == null && rejoin != Rejoin.CLONE)) {
            return new StartCut("a standby shows where its WAL ends before it follows");
        }
        if (rejoin == Rejoin.WAIT || !canCopy) {
            return new WaitFor("rejoins when node " + upstream.node() + " serves as primary");
        }
        if (isKept(view, record)) {
            return new WaitFor("an older quorum counts on its disk; it is kept until that has left the record");
        }
        return rejoin == Rejoin.REWIND
                ? new Rewind(upstream, "its WAL goes on after the primary's left it")
                : new Clone(
                        upstream,
                        stranded
                                ? stranded(upstream)
                                : "its timeline " + disk.timeline() + " of term " + disk.timelineTerm()
                                        + " is not in the cluster's history");
    }

    private static String stranded(Upstream upstream) {
        return "node " + upstream.node() + " can never send the WAL that it needs next";
    }

    /** A copy of a standby in the middle of its promotion would have a history without its WAL. */
    private static boolean canCopy(NodeView view, ClusterRecord record) {
        return record.phase() == Phase.STEADY && view.primaryIsWritable(record);
    }

    /** R1: an older quorum may still need its promise. */
    private static boolean isKept(NodeView view, ClusterRecord record) {
        return isCountedOn(view.disk(), record) && view.recordForMs() < COUNTED_ON_MS;
    }

    /** A start takes the disk and the processor that the new primary's first moments are in need of. */
    private static boolean isOpening(NodeView view, ClusterRecord record) {
        boolean firstMoments = record.quorums().size() > 1 && view.recordForMs() < FIRST_MOMENTS_MS;
        return record.phase() == Phase.PROMOTING || firstMoments;
    }

    /** Whether a revocation may need its promise, and the quorum can leave the record without its help. */
    private static boolean isCountedOn(Disk disk, ClusterRecord record) {
        long others = record.quorum().voters().stream()
                .filter(v -> !v.equals(disk.instance()))
                .count();
        return others >= record.quorum().acks()
                && record.quorums().stream().anyMatch(q -> q.voters().contains(disk.instance()));
    }

    /** Whether commits may have to wait for this disk. */
    private static boolean isNeeded(Disk disk, ClusterRecord record) {
        return record.quorum().voters().contains(disk.instance())
                || record.quorum().voters().size() < record.quorum().acks();
    }

    /** Where the WAL of the primary to be ended when it was chosen: its newest promise, else what it announces. */
    static @Nullable WalPosition primaryEnd(NodeView view, ClusterRecord record) {
        Optional<WalPosition> promised = view.promises().stream()
                .filter(p -> p.term() == record.term() && p.instance().equals(record.primary()))
                .map(Promise::position)
                .max(Comparator.naturalOrder());
        if (promised.isPresent()) {
            return promised.get();
        }
        MemberState announced = view.members().get(record.primary().node());
        return announced != null && record.primary().equals(announced.instance()) ? announced.position() : null;
    }
}
