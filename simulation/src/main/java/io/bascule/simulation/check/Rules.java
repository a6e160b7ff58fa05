package io.bascule.simulation.check;

import org.jspecify.annotations.Nullable;

/** Which rule of the protocol is broken in this run, mostly none. */
public record Rules(@Nullable Mutation broken) {
    public boolean broken(Mutation mutation) {
        return broken == mutation || broken != null && broken.parts().contains(mutation);
    }
}
