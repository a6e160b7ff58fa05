package io.bascule.simulation.node;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.events.Lsn;
import io.bascule.executor.CopyTools;
import io.bascule.executor.ExecutorProblem;
import io.bascule.executor.Founding;
import io.bascule.simulation.postgres.Server;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's programs: each takes its time, in which its source may be lost. */
final class SimulatedTools implements CopyTools, Founding {
    private static final Result DONE = new Result(Outcome.DONE, "");
    private static final Result LOST = new Result(Outcome.FAILED, "the connection was lost");

    private final Place place;
    private final Map<String, Server> servers;

    SimulatedTools(Place place, Map<String, Server> servers) {
        this.place = place;
        this.servers = servers;
    }

    @Override
    public void initdb() {
        place.step();
        place.server().initdb();
        place.step();
    }

    @Override
    public void makeRoles() {
        place.step();
    }

    @Override
    public boolean answers(Upstream from) {
        takes(2000, new AtomicBoolean());
        return source(from) != null;
    }

    @Override
    public void keepUnknown(ClusterRecord record, Optional<Lsn> leftAt) {
        place.step();
    }

    @Override
    public void keepDiverged(ClusterRecord record) {
        place.step();
    }

    @Override
    public Result baseBackup(Upstream from, Consumer<String> progress, AtomicBoolean cancelled) {
        takes(60_000, cancelled);
        Server source = source(from);
        if (source == null) {
            return LOST;
        }
        place.server().backUp(source);
        takes(1000, cancelled);
        return DONE;
    }

    @Override
    public Result rewind(Upstream from, Consumer<String> progress, AtomicBoolean cancelled) {
        takes(5000, cancelled);
        if (source(from) == null) {
            return new Result(Outcome.NOT_CONNECTED, "no connection");
        }
        takes(25_000, cancelled);
        Server source = source(from);
        if (source == null) {
            return LOST;
        }
        place.server().rewindTo(source);
        takes(1000, cancelled);
        return DONE;
    }

    private void takes(long usualMicros, AtomicBoolean cancelled) {
        place.pause(place.scene().dice().delay(usualMicros));
        if (cancelled.get()) {
            throw new ExecutorProblem("it was given up");
        }
    }

    /** Null where it cannot be reached, or does not answer. */
    private @Nullable Server source(Upstream from) {
        Server source = servers.get(from.node());
        boolean there = source != null
                && source.answers()
                && source.hasData()
                && place.scene().network().both(place.node(), from.node());
        return there ? source : null;
    }
}
