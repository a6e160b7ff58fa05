package io.bascule.router;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.StoreSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A store whose content a test sets. */
final class FakeStore implements ClusterStore {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile StoreSnapshot snapshot = StoreSnapshot.EMPTY;
    private long version;

    void shows(long term, Phase phase, String primary) {
        version++;
        var record = new ClusterRecord(
                "demo",
                "7300000000000000001",
                version,
                term,
                phase,
                new Instance(primary, "0000000a"),
                List.of(new Quorum(term, version, List.of(), 0)),
                List.of(new Timeline(1, 1, Lsn.ZERO)),
                new Decision("d1", "switchover", "election1", null, null, List.of()));
        snapshot =
                new StoreSnapshot(true, "etcd-a", record, version, Settings.DEFAULTS, Map.of(), List.of(), null, null);
        listeners.forEach(Runnable::run);
    }

    void isAway() {
        snapshot = StoreSnapshot.EMPTY;
        listeners.forEach(Runnable::run);
    }

    @Override
    public StoreSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void announce(MemberState state) {
        throw onlyRead();
    }

    @Override
    public void promise(Promise promise) {
        throw onlyRead();
    }

    @Override
    public boolean claimInit(String node) {
        throw onlyRead();
    }

    @Override
    public boolean tryLock() {
        throw onlyRead();
    }

    @Override
    public void unlock() {
        throw onlyRead();
    }

    @Override
    public boolean writeRecord(
            long expectedRevision, ClusterRecord next, @Nullable HistoryEntry history, boolean switchoverTaken) {
        throw onlyRead();
    }

    @Override
    public boolean requestSwitchover(SwitchoverRequest request) {
        throw onlyRead();
    }

    @Override
    public boolean dropSwitchover(SwitchoverRequest request) {
        throw onlyRead();
    }

    @Override
    public void writeSettings(Settings settings) {
        throw onlyRead();
    }

    @Override
    public List<HistoryEntry> history(int limit) {
        throw onlyRead();
    }

    @Override
    public void close() {}

    private static AssertionError onlyRead() {
        return new AssertionError("a router only reads the store");
    }
}
