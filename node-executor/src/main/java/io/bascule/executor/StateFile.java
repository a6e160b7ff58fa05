package io.bascule.executor;

import java.util.function.UnaryOperator;

/** Holds {@link NodeState} in memory and on disk; a change is durable when {@link #update} returns. */
public interface StateFile {
    NodeState get();

    /** Nothing is written where nothing changes. */
    NodeState update(UnaryOperator<NodeState> change);

    /** A change that may wait for the next {@link #update} or {@link #flush}: nobody was told of it yet. */
    void remember(UnaryOperator<NodeState> change);

    void flush();
}
