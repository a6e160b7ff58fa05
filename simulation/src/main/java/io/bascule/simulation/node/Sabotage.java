package io.bascule.simulation.node;

import io.bascule.core.node.Disk;
import io.bascule.core.node.NodeAction;
import io.bascule.core.node.NodeView;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.simulation.check.Mutation;

/** Turns what the real plan says into what a plan without one of its rules would say. */
final class Sabotage {
    private static final long STORE_AWAY_MS = 2000;

    private Sabotage() {}

    static NodeAction change(NodeAction planned, Sight sight, Self self) {
        NodeView view = sight.view();
        if (self.scene().broken(Mutation.ALONE_SERVES_ON) && planned instanceof NodeAction.StopAlone) {
            return new NodeAction.WaitFor("sabotage: though it is alone");
        }
        boolean servesAlone = sight.look() != null && !view.postgres().inRecovery() && !view.storeAnswers();
        if (self.scene().broken(Mutation.STORE_AWAY_DEMOTES) && servesAlone && view.storeSilentMs() > STORE_AWAY_MS) {
            return new NodeAction.StopImmediately("sabotage: etcd does not answer");
        }
        ClusterRecord record = view.record();
        if (record != null && planned instanceof NodeAction.WaitFor && couldPromote(sight, record, self)) {
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
        boolean follows = upstream.equals(view.postgres().following());
        boolean standby = sight.look() != null && view.postgres().inRecovery();
        if (self.scene().broken(Mutation.AHEAD_MAY_FOLLOW)
                && record.phase() == Phase.PROMOTING
                && planned instanceof NodeAction.WaitFor
                && standby
                && !follows
                && view.postgres().following() == null) {
            return new NodeAction.Follow(upstream, record.term(), "sabotage: though it may be ahead");
        }
        if (self.scene().broken(Mutation.UNKNOWN_TIMELINE_STREAMED)) {
            if (planned instanceof NodeAction.StopStandby && standby) {
                return new NodeAction.Follow(upstream, record.term(), "sabotage: though its WAL left the primary's");
            }
            boolean copies = planned instanceof NodeAction.Rewind || planned instanceof NodeAction.Clone;
            if (copies && view.disk().data() == Disk.Data.PRESENT && view.disk().promisedTerm() <= record.term()) {
                self.file().update(s -> s.withFollowing(upstream, record.term()));
                return new NodeAction.StartFollowing(upstream, "sabotage: instead of a rewind");
            }
        }
        return planned;
    }

    private static boolean couldPromote(Sight sight, ClusterRecord record, Self self) {
        Disk disk = sight.view().disk();
        boolean chosen = record.primary().equals(disk.instance())
                && (record.phase() == Phase.PROMOTING || record.phase() == Phase.STEADY)
                && disk.promisedTerm() <= record.term()
                && sight.view().storeAnswers()
                && sight.view().task() == null;
        return self.scene().broken(Mutation.TIMELINE_UNHEARD_OF)
                && chosen
                && sight.look() != null
                && sight.view().postgres().inRecovery();
    }
}
