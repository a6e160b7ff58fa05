package io.bascule.simulation.node;

import io.bascule.core.record.Instance;
import io.bascule.executor.NodeState;
import io.bascule.executor.NodeState.Making;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The executor's state file: what survives the executor is {@code durable}. */
public final class NodeFile {
    private NodeState durable = NodeState.NEW;
    private NodeState memory = NodeState.NEW;
    private @Nullable Instance instance;

    public NodeState get() {
        return memory;
    }

    /** This disk's name; kept, since making one checks it by a pattern each time. */
    @Nullable
    Instance instance(String node) {
        String disk = memory.disk();
        Instance before = instance;
        if (disk == null || before != null && before.disk().equals(disk)) {
            return disk == null ? null : before;
        }
        instance = new Instance(node, disk);
        return instance;
    }

    /** What is on disk. */
    public NodeState durable() {
        return durable;
    }

    void update(UnaryOperator<NodeState> change) {
        memory = change.apply(memory);
        durable = memory;
    }

    void remember(UnaryOperator<NodeState> change) {
        memory = change.apply(memory);
    }

    void flush() {
        durable = memory;
    }

    /** An executor starts. */
    void reload() {
        memory = durable;
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

    boolean isFresh() {
        return memory.making() == Making.FRESH;
    }
}
