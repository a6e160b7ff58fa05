package io.bascule.simulation.node;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.executor.WalGap;
import java.util.Optional;

/** Finds what the primary would say if it were asked. */
final class SimulatedGap implements WalGap {
    private final Place place;
    private final NodeFile file;

    SimulatedGap(Place place, NodeFile file) {
        this.place = place;
        this.file = file;
    }

    @Override
    public Optional<Found> found() {
        if (!place.server().isStranded()) {
            return Optional.empty();
        }
        Upstream from = file.get().following();
        Instance disk = file.get().instance(place.node());
        return from == null || disk == null ? Optional.empty() : Optional.of(new Found(from, disk, Optional.empty()));
    }

    @Override
    public void look(Look look) {
        // It need not be asked.
    }
}
