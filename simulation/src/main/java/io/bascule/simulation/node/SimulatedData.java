package io.bascule.simulation.node;

import io.bascule.core.node.Disk;
import io.bascule.events.Lsn;
import io.bascule.executor.DataDirectory;
import io.bascule.executor.ExecutorProblem;
import io.bascule.executor.NodeState;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Server;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A simulated PGDATA. */
final class SimulatedData implements DataDirectory {
    private static final String SYSTEM = "7300000000000000001";
    private static final Finding EMPTY = new Finding(Disk.Data.EMPTY, "");
    private static final Finding INCOMPLETE = new Finding(Disk.Data.INCOMPLETE, "");
    private static final Finding FRESH = new Finding(Disk.Data.FRESH, "");
    private static final Finding PRESENT = new Finding(Disk.Data.PRESENT, "");

    private final Place place;
    private final Server server;

    SimulatedData(Place place) {
        this.place = place;
        this.server = place.server();
    }

    @Override
    public Finding inspect(NodeState state) {
        if (!server.hasData()) {
            return EMPTY;
        }
        return switch (state.making()) {
            case INITDB, CLONE, REWIND -> INCOMPLETE;
            case FRESH -> FRESH;
            case NOTHING ->
                state.disk() == null ? new Finding(Disk.Data.UNUSABLE, "no executor made what is there") : PRESENT;
        };
    }

    @Override
    public @Nullable String systemIdentifier() {
        return server.hasData() ? SYSTEM : null;
    }

    @Override
    public void makeStandby() {
        server.dir().makeStandby();
        place.step();
    }

    @Override
    public void removeStandbySignal() {
        server.dir().removeStandbySignal();
        place.step();
    }

    @Override
    public boolean isStandby() {
        return server.hasData() && server.dir().isStandby();
    }

    @Override
    public void remove() {
        server.removeData();
        place.step();
    }

    @Override
    public int lastTimeline() {
        return server.hasData() ? server.dir().lastTimeline() : 0;
    }

    @Override
    public int lastKnownTimeline() {
        return server.dir().lastKnownTimeline();
    }

    @Override
    public int newestHistory() {
        return place.broken(Mutation.TIMELINE_NAMED_ONCE)
                ? Integer.MAX_VALUE
                : server.dir().newestHistory();
    }

    @Override
    public Optional<Lsn> forkOf(int timeline) {
        return timeline == 1 ? Optional.empty() : Optional.of(server.fork(timeline));
    }

    @Override
    public Ended end() {
        if (!server.hasData()) {
            throw new ExecutorProblem("there is no data directory");
        }
        return new Ended(server.dir().end(), server.dir().isClean());
    }

    /** Its WAL has whole records only. */
    @Override
    public boolean endsWithinARecord(Lsn end, Lsn flushed) {
        return false;
    }
}
