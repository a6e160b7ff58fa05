package io.bascule.simulation.node;

import io.bascule.executor.NodeState;
import io.bascule.executor.StateFile;
import io.bascule.simulation.check.Mutation;
import java.util.Map;
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
        return broken(Mutation.TIMELINE_TERM_FORGOTTEN) ? memory.withTimelines(Map.of()) : memory;
    }

    @Override
    public NodeState update(UnaryOperator<NodeState> change) {
        NodeState next = change.apply(memory);
        boolean promises = next.promisedTerm() > memory.promisedTerm();
        boolean cuts = next.following() == null && memory.following() != null;
        if (broken(Mutation.PROMISE_IN_STORE_BEFORE_DISK) && (promises || cuts && heldBackTerm > 0)) {
            heldBackTerm = Math.max(heldBackTerm, next.promisedTerm());
            return memory;
        }
        memory = next;
        unflushed |= broken(Mutation.PROMISE_FORGOTTEN_AT_RESTART) && (promises || cuts);
        if (!unflushed) {
            keep();
        }
        return memory;
    }

    private void keep() {
        if (memory.equals(durable)) {
            return;
        }
        durable = memory;
        if (place != null) {
            if (memory.primaryTerm() > 0) {
                place.server().term(memory.primaryTerm());
            }
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
