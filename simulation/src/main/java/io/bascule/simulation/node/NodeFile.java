package io.bascule.simulation.node;

import io.bascule.core.node.TimelineTerms;
import io.bascule.core.record.ClusterRecord;
import io.bascule.executor.NodeState;
import io.bascule.executor.StateFile;
import io.bascule.simulation.check.Mutation;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The executor's state file: what survives the executor is {@code durable}. */
public final class NodeFile implements StateFile {
    private NodeState durable = NodeState.NEW;
    private NodeState memory = NodeState.NEW;

    /** Of the executor that runs. */
    private @Nullable Place place;

    /** Promised in the store, but not yet here, where that order is broken. */
    private long heldBackTerm;

    /** Whether something was promised that is only in memory, where that is broken. */
    private boolean unflushed;

    /** What is on disk. */
    public NodeState durable() {
        return durable;
    }

    /** An executor starts. */
    void open(Place at) {
        place = at;
        memory = durable;
        heldBackTerm = 0;
        unflushed = false;
    }

    /** The disk is gone, and with it everything. */
    void wipe() {
        durable = NodeState.NEW;
        memory = durable;
    }

    boolean hasHalfACopy() {
        return switch (memory.making()) {
            case INITDB, CLONE, REWIND -> true;
            case FRESH, NOTHING -> false;
        };
    }

    @Override
    public NodeState get() {
        ClusterRecord record = memory.record();
        return broken(Mutation.TIMELINE_TERM_FORGOTTEN) && record != null
                ? memory.withTimelines(TimelineTerms.ofCopy(record))
                : memory;
    }

    @Override
    public NodeState update(UnaryOperator<NodeState> change) {
        NodeState before = memory;
        NodeState next = change.apply(before);
        boolean promises = next.promisedTerm() > before.promisedTerm();
        boolean cuts = next.following() == null && before.following() != null;
        if (broken(Mutation.PROMISE_IN_STORE_BEFORE_DISK) && (promises || cuts && heldBackTerm > 0)) {
            heldBackTerm = Math.max(heldBackTerm, next.promisedTerm());
            return before;
        }
        memory = next;
        if (place != null && next.primaryTerm() > 0) {
            place.server().term(next.primaryTerm());
        }
        boolean forgets = broken(Mutation.PROMISE_FORGOTTEN_AT_RESTART) && (unflushed || promises || cuts);
        unflushed = forgets && isSameOffice(before, next);
        if (!unflushed) {
            keep();
        }
        return next;
    }

    /** What else is written takes a promise with it. */
    private static boolean isSameOffice(NodeState before, NodeState next) {
        return next.following() == null
                && next.making() == before.making()
                && next.primaryTerm() == before.primaryTerm()
                && next.promotingTerm() == before.promotingTerm();
    }

    private void keep() {
        if (memory.equals(durable)) {
            return;
        }
        durable = memory;
        if (place != null) {
            place.step();
        }
    }

    /** The promise is in the store. */
    void promised() {
        long term = heldBackTerm;
        heldBackTerm = 0;
        if (term > 0) {
            memory = memory.withPromise(term).cut();
            keep();
        }
    }

    @Override
    public void remember(UnaryOperator<NodeState> change) {
        memory = change.apply(memory);
    }

    @Override
    public void flush() {
        unflushed = false;
        keep();
    }

    private boolean broken(Mutation mutation) {
        return place != null && place.broken(mutation);
    }
}
