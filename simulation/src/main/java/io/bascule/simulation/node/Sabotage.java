package io.bascule.simulation.node;

import io.bascule.core.node.Disk;
import io.bascule.core.node.NodeAction;
import io.bascule.core.node.NodeView;
import io.bascule.core.node.Postgres;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.core.record.Phase;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import io.bascule.simulation.check.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the real plan something else, or turns what it says into what a plan without one of its rules would say. */
final class Sabotage {
    private static final long STORE_AWAY_MS = 2000;

    private final Place place;
    private final NodeFile file;
    private long timelineTerm;

    Sabotage(Place place, NodeFile file) {
        this.place = place;
        this.file = file;
    }

    NodeView bend(NodeView view) {
        Disk d = view.disk();
        timelineTerm = d.timelineTerm();
        Lsn end = d.end() == null ? endWhileReplaying() : d.end();
        long promisedTerm = place.broken(Mutation.ORDER_WITHOUT_TERM) ? 0 : d.promisedTerm();
        long promotingTerm = hidesPromotion(view) ? 0 : d.promotingTerm();
        if (end == d.end() && promisedTerm == d.promisedTerm() && promotingTerm == d.promotingTerm()) {
            return view;
        }
        return new NodeView(
                view.node(),
                view.record(),
                view.recordForMs(),
                view.storeAnswers(),
                view.storeSilentMs(),
                view.addresses(),
                view.members(),
                view.promises(),
                view.initClaim(),
                new Disk(
                        d.data(),
                        d.problem(),
                        d.instance(),
                        d.systemIdentifier(),
                        d.standby(),
                        d.timeline(),
                        d.timelineTerm(),
                        end,
                        promisedTerm,
                        d.primaryTerm(),
                        promotingTerm,
                        d.stranded()),
                view.postgres(),
                view.task());
    }

    private boolean hidesPromotion(NodeView view) {
        ClusterRecord record = view.record();
        return place.broken(Mutation.PROMISE_BEFORE_PROMOTION_STOPS)
                && record != null
                && record.phase() == Phase.REVOKING
                && isStandby(view);
    }

    private @Nullable Lsn endWhileReplaying() {
        boolean shown = place.broken(Mutation.END_TAKEN_FROM_REPLAY_UNDER_WAY)
                && place.server().answers()
                && place.server().isInRecovery();
        return shown ? place.server().look().end() : null;
    }

    /** @param shownQuorum what a fresh session was seen to show */
    MemberState bend(MemberState m, long shownQuorum) {
        boolean applied = place.broken(Mutation.APPLIED_IS_SHOWN);
        Lsn end = m.position().equals(WalPosition.NONE) ? endWhileReplaying() : null;
        long settled = applied
                ? shownQuorum
                : place.broken(Mutation.SETTLED_WITHOUT_FLUSH) ? m.appliedQuorum() : m.settledQuorum();
        return new MemberState(
                m.node(),
                m.instance(),
                m.address(),
                m.systemIdentifier(),
                m.postgres(),
                m.role(),
                m.timeline(),
                end == null ? m.position() : new WalPosition(timelineTerm, end),
                m.primaryTerm(),
                m.writableInTerm(),
                m.forkLsn(),
                m.shutdownLsn(),
                applied ? shownQuorum : m.appliedQuorum(),
                settled,
                m.following(),
                m.followingTerm(),
                m.streaming(),
                standbys(m),
                m.absent(),
                place.broken(Mutation.ORDER_WITHOUT_TERM) ? 0 : m.promisedTerm(),
                m.seen(),
                m.doing(),
                m.quorum(),
                m.durability(),
                m.acks());
    }

    private List<StreamingStandby> standbys(MemberState m) {
        boolean primary = m.role() == MemberState.Role.PRIMARY && place.server().answers();
        if (!primary || !place.broken(Mutation.CAUGHT_UP_AT_ONCE)) {
            return m.standbys();
        }
        return place.server().walsenders().stream()
                .map(w -> new StreamingStandby(w.instance(), w.flush() == null ? Lsn.ZERO : w.flush(), true))
                .toList();
    }

    NodeAction change(NodeAction planned, NodeView view) {
        if (place.broken(Mutation.ALONE_SERVES_ON) && planned instanceof NodeAction.StopAlone) {
            return new NodeAction.WaitFor("sabotage: though it is alone");
        }
        boolean servesAlone = isRunning(view) && !view.postgres().inRecovery() && !view.storeAnswers();
        if (place.broken(Mutation.STORE_AWAY_DEMOTES) && servesAlone && view.storeSilentMs() > STORE_AWAY_MS) {
            return new NodeAction.StopImmediately("sabotage: etcd does not answer");
        }
        ClusterRecord record = view.record();
        if (record != null && planned instanceof NodeAction.WaitFor && couldPromote(view, record)) {
            return new NodeAction.Promote(record.term(), record.quorum(), "sabotage: whoever has heard of the term");
        }
        if (record == null || view.task() != null || record.primary().node().equals(view.node())) {
            return planned;
        }
        String primary = record.primary().node();
        String address = view.addresses().get(primary);
        if (address == null) {
            return planned;
        }
        Upstream upstream = new Upstream(record.term(), record.primary(), address);
        if (place.broken(Mutation.AHEAD_MAY_FOLLOW)
                && record.phase() == Phase.PROMOTING
                && planned instanceof NodeAction.WaitFor
                && isStandby(view)
                && view.postgres().following() == null) {
            return new NodeAction.Follow(upstream, record.term(), "sabotage: though it may be ahead");
        }
        return place.broken(Mutation.UNKNOWN_TIMELINE_STREAMED) ? streaming(planned, view, record, upstream) : planned;
    }

    private NodeAction streaming(NodeAction planned, NodeView view, ClusterRecord record, Upstream upstream) {
        if (planned instanceof NodeAction.StopStandby && isStandby(view)) {
            return new NodeAction.Follow(upstream, record.term(), "sabotage: though its WAL left the primary's");
        }
        boolean copies = planned instanceof NodeAction.Rewind || planned instanceof NodeAction.Clone;
        if (copies && view.disk().data() == Disk.Data.PRESENT && view.disk().promisedTerm() <= record.term()) {
            file.update(s -> s.withFollowing(upstream, record.term()));
            return new NodeAction.StartFollowing(upstream, "sabotage: instead of a rewind");
        }
        return planned;
    }

    private boolean couldPromote(NodeView view, ClusterRecord record) {
        Disk disk = view.disk();
        boolean chosen = record.primary().equals(disk.instance())
                && (record.phase() == Phase.PROMOTING || record.phase() == Phase.STEADY)
                && disk.promisedTerm() <= record.term()
                && view.storeAnswers()
                && view.task() == null;
        return place.broken(Mutation.TIMELINE_UNHEARD_OF) && chosen && isStandby(view);
    }

    private static boolean isRunning(NodeView view) {
        return view.postgres().process() == Postgres.Process.RUNNING;
    }

    private static boolean isStandby(NodeView view) {
        return isRunning(view) && view.postgres().inRecovery();
    }
}
