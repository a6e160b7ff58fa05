package io.bascule.simulation.node;

import io.bascule.core.record.Promise;
import io.bascule.core.record.Seen;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.StoreSnapshot;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.etcd.ForwardingStore;

/** The store as an executor has it: its calls take time, and it may be made to believe or to say too much. */
final class NodeStore extends ForwardingStore {
    private final Place place;
    private final NodeFile file;

    NodeStore(Place place, NodeFile file, ClusterStore store) {
        super(store);
        this.place = place;
        this.file = file;
    }

    @Override
    public StoreSnapshot snapshot() {
        StoreSnapshot shown = super.snapshot();
        boolean trusting = place.broken(Mutation.OLDER_ETCD_BELIEVED) || place.broken(Mutation.ORDER_WITHOUT_TERM);
        if (trusting
                && (shown.reachable() || shown.record() != null)
                && file.get().seen().refuses(shown.seen())) {
            file.remember(s -> s.withSeen(Seen.NOTHING, s.record()));
        }
        return shown;
    }

    @Override
    public boolean claimInit(String node) {
        place.step();
        return super.claimInit(node);
    }

    @Override
    public void promise(Promise promise) {
        place.step();
        boolean stopped = !place.server().postmasterAlive();
        boolean boasts = stopped && place.broken(Mutation.STOPPED_DISK_SPEAKS_FOR_ALL_TERMS);
        place.server().promised(promise.term());
        super.promise(
                boasts
                        ? new Promise(
                                promise.term(),
                                promise.instance(),
                                promise.position(),
                                promise.timeline(),
                                promise.term(),
                                promise.seen())
                        : promise);
        place.step();
        file.promised();
    }
}
