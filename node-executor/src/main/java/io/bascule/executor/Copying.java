package io.bascule.executor;

import io.bascule.core.node.TimelineTerms;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.events.StoryEvent.NodeRejoined.How;
import io.bascule.executor.NodeState.Making;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Makes this node's data directory a copy of the primary's, whole or from the point where they parted. */
final class Copying {
    private static final Logger LOG = Logger.getLogger(Copying.class);

    private final Node node;
    private final CopyTools tools;
    private final WalGap walGap;

    Copying(Node node, CopyTools tools, WalGap walGap) {
        this.node = node;
        this.tools = tools;
        this.walGap = walGap;
    }

    /** A clone, after what only this node had was kept aside. */
    void copyAll(Upstream from, Consumer<String> progress, AtomicBoolean cancelled) {
        ClusterRecord record = record(from);
        // What is there is of no use to this primary, but where that is gone just now it may be all that is left.
        if (!tools.answers(from)) {
            throw new ExecutorProblem(from.address() + " does not answer, so nothing is removed here");
        }
        tools.keepUnknown(record, walGap.found().flatMap(WalGap.Found::leftAt));
        unlessGivenUp(cancelled);
        node.state().update(s -> s.withMaking(Making.CLONE));
        if (node.postmaster().alive()) {
            // The mark outlives this process; PostgreSQL is stopped for it, and this begins anew.
            return;
        }
        node.data().remove();
        CopyTools.Result result = tools.baseBackup(from, progress, cancelled);
        if (result.outcome() != CopyTools.Outcome.DONE) {
            throw new ExecutorProblem("pg_basebackup from " + from.address() + " failed: " + result.complaint());
        }
        finish(from, record, How.CLONED);
    }

    /** pg_rewind; whatever goes wrong with it once it has begun to write ends in a clone. */
    void rewind(Upstream from, Consumer<String> progress, AtomicBoolean cancelled) {
        ClusterRecord record = record(from);
        progress.accept("keeps aside what only this node has");
        tools.keepDiverged(record);
        node.postmaster().clearLeftovers();
        boolean standby = node.data().isStandby();
        unlessGivenUp(cancelled);
        node.state().update(s -> s.withMaking(Making.REWIND));
        // A standby's directory that was not stopped cleanly is recovered by pg_rewind, which takes no standby.signal.
        node.data().removeStandbySignal();
        CopyTools.Result result = tools.rewind(from, progress, cancelled);
        switch (result.outcome()) {
            case DONE -> finish(from, record, How.REWOUND);
            case NOT_CONNECTED -> {
                if (standby) {
                    node.data().makeStandby();
                }
                node.state().update(s -> s.withMaking(Making.NOTHING));
                throw new ExecutorProblem("pg_rewind could not connect: " + result.complaint());
            }
            case FAILED ->
                throw new ExecutorProblem("pg_rewind against " + from.address() + " failed, so the node is cloned: "
                        + result.complaint());
        }
    }

    /** R3: a copy is a new disk. It follows at once whom it was made from: it needs that WAL to be consistent. */
    private void finish(Upstream from, ClusterRecord record, How how) {
        node.data().makeStandby();
        node.state()
                .update(s -> s.withNewDisk(node.newDisk().get(), TimelineTerms.ofCopy(record))
                        .withMaking(Making.FRESH)
                        .withFollowing(from, record.term())
                        .withRejoining(how));
        Instance self = node.state().get().instance(node.name());
        LOG.infof("%s from %s; this disk is %s now", how, from.node(), self);
    }

    /** Up to here the disk is as it was, and an election may have need of it. */
    private static void unlessGivenUp(AtomicBoolean cancelled) {
        if (cancelled.get()) {
            throw new ExecutorProblem("given up before anything was removed");
        }
    }

    private ClusterRecord record(Upstream from) {
        ClusterRecord record = node.state().get().record();
        if (record == null || record.term() != from.term()) {
            throw new ExecutorProblem("the record of term " + from.term() + " is no longer the newest");
        }
        return record;
    }
}
