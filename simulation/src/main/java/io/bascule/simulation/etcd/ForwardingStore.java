package io.bascule.simulation.etcd;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.StoreSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another store, of which something is changed on the way. */
public abstract class ForwardingStore implements ClusterStore {
    private final ClusterStore store;

    protected ForwardingStore(ClusterStore store) {
        this.store = store;
    }

    @Override
    public StoreSnapshot snapshot() {
        return store.snapshot();
    }

    @Override
    public void onChange(Runnable listener) {
        store.onChange(listener);
    }

    @Override
    public void announce(MemberState state) {
        store.announce(state);
    }

    @Override
    public void promise(Promise promise) {
        store.promise(promise);
    }

    @Override
    public boolean claimInit(String node) {
        return store.claimInit(node);
    }

    @Override
    public boolean tryLock() {
        return store.tryLock();
    }

    @Override
    public void unlock() {
        store.unlock();
    }

    @Override
    public boolean writeRecord(
            long expectedRevision, ClusterRecord next, @Nullable HistoryEntry history, boolean switchoverTaken) {
        return store.writeRecord(expectedRevision, next, history, switchoverTaken);
    }

    @Override
    public boolean requestSwitchover(SwitchoverRequest request) {
        return store.requestSwitchover(request);
    }

    @Override
    public boolean dropSwitchover(SwitchoverRequest request) {
        return store.dropSwitchover(request);
    }

    @Override
    public void writeSettings(Settings settings) {
        store.writeSettings(settings);
    }

    @Override
    public List<HistoryEntry> history(int limit) {
        return store.history(limit);
    }

    @Override
    public void close() {
        store.close();
    }
}
