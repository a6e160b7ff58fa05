package io.bascule.simulation.node;

import io.bascule.core.record.MemberState;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.StoreUnavailableException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Takes announcements to the store a moment later; only the newest waits. */
final class Announcements implements Consumer<MemberState> {
    private final Place place;
    private final ClusterStore store;
    private final UnaryOperator<MemberState> bend;
    private @Nullable MemberState next;

    /** @param bend makes it say something else */
    Announcements(Place place, ClusterStore store, UnaryOperator<MemberState> bend) {
        this.place = place;
        this.store = store;
        this.bend = bend;
    }

    @Override
    public void accept(MemberState state) {
        boolean waits = next != null;
        next = state;
        if (!waits) {
            place.scene().schedule().in(place.scene().dice().delay(300), place.program(), this::send);
        }
    }

    private void send() {
        MemberState state = next;
        next = null;
        if (state != null) {
            try {
                store.announce(bend.apply(state));
            } catch (StoreUnavailableException e) {
                place.scene().story().tell(() -> place.node() + ": announcement not answered");
            }
        }
    }
}
