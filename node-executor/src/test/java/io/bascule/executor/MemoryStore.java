package io.bascule.executor;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.StoreSnapshot;
import io.bascule.platform.StoreUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One cluster's store in memory, shared by the executors of a test; the test plays the election. */
final class MemoryStore implements ClusterStore {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, MemberState> members = new HashMap<>();
    private final List<Promise> promises = new ArrayList<>();
    private String etcdClusterId = "e1";
    private @Nullable ClusterRecord record;
    private @Nullable String initClaim;
    private boolean away;

    synchronized void away(boolean now) {
        away = now;
        changed();
    }

    void record(ClusterRecord next) {
        synchronized (this) {
            record = next;
        }
        changed();
    }

    synchronized @Nullable ClusterRecord record() {
        return record;
    }

    synchronized @Nullable MemberState member(String node) {
        return members.get(node);
    }

    /** The lease of an executor that is no more ends. */
    synchronized void forget(String node) {
        members.remove(node);
        changed();
    }

    synchronized List<Promise> promises(long term) {
        return promises.stream().filter(p -> p.term() == term).toList();
    }

    /** What an etcd restored from an old backup would show. */
    synchronized void restoreWithout(String newEtcdClusterId) {
        etcdClusterId = newEtcdClusterId;
        record = null;
        promises.clear();
        changed();
    }

    @Override
    public synchronized StoreSnapshot snapshot() {
        return new StoreSnapshot(
                !away, etcdClusterId, record, 1, Settings.DEFAULTS, members, promises, null, initClaim);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void announce(MemberState state) {
        synchronized (this) {
            answer();
            members.put(state.node(), state);
        }
        changed();
    }

    @Override
    public void promise(Promise promise) {
        synchronized (this) {
            answer();
            promises.add(promise);
        }
        changed();
    }

    @Override
    public synchronized boolean claimInit(String node) {
        answer();
        if (initClaim == null) {
            initClaim = node;
        }
        return node.equals(initClaim);
    }

    private void answer() {
        if (away) {
            throw new StoreUnavailableException("the store is away", new IllegalStateException());
        }
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public boolean tryLock() {
        return true;
    }

    @Override
    public void unlock() {}

    @Override
    public boolean writeRecord(
            long expectedRevision, ClusterRecord next, @Nullable HistoryEntry history, boolean switchoverTaken) {
        record(next);
        return true;
    }

    @Override
    public boolean requestSwitchover(SwitchoverRequest request) {
        return false;
    }

    @Override
    public boolean dropSwitchover(SwitchoverRequest request) {
        return false;
    }

    @Override
    public void writeSettings(Settings settings) {}

    @Override
    public List<HistoryEntry> history(int limit) {
        return List.of();
    }

    @Override
    public void close() {}
}
