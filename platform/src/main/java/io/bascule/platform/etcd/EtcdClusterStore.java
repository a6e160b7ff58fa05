package io.bascule.platform.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.Json;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreSnapshot;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.platform.Wakeup;
import io.bascule.platform.etcd.EtcdLink.LeaseLostException;
import io.bascule.platform.etcd.StateCache.Entry;
import io.bascule.platform.etcd.Writes.Found;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.GetOption.SortOrder;
import io.etcd.jetcd.options.GetOption.SortTarget;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The cluster's truth in etcd, under {@code /bascule/CLUSTER/}. */
public final class EtcdClusterStore implements ClusterStore {
    private static final Logger LOG = Logger.getLogger(EtcdClusterStore.class);
    private static final long TICK_MS = 500;
    private static final long PAUSE_AFTER_ALL_FAILED_MS = 100;
    private static final long PAUSE_MOST_MS = 1000;
    private static final int MOST_DOUBLINGS = 3;

    /** Terms that the history goes back, and decisions that it shows at once. */
    private static final int HISTORY_MOST = 1000;

    /** etcd takes 128 operations in a transaction; what is left goes with the next decision. */
    private static final int PROMISES_DROPPED_MOST = 100;

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Wakeup doubt = new Wakeup();
    private final MeterRegistry metrics;
    private final MonotonicClock clock;
    private final Keys keys;
    private final EtcdLink link;
    private final StateCache cache;
    private final StateWatch watch;
    private final SessionLease lease;
    private final Writes writes;
    private final ClusterLock lock;
    private final Announcement announcement;
    private final Thread keeper;
    private volatile boolean closed;

    /**
     * Starts to connect and returns at once: until etcd answers, {@link #snapshot} is empty and unreachable.
     *
     * @param endpoints etcd's members, such as {@code http://etcd1:2379}; asked one at a time, the next on any failure
     * @param holder this process's name, unique among those that take the lock
     */
    public EtcdClusterStore(
            List<URI> endpoints, String cluster, String holder, MonotonicClock clock, MeterRegistry metrics) {
        this.metrics = metrics;
        this.clock = clock;
        this.keys = new Keys(cluster);
        this.cache = new StateCache(this::unreadable);
        this.link = new EtcdLink(endpoints, metrics, doubt::wake);
        this.watch = new StateWatch(link, keys, cache, clock, this::changed, doubt::wake);
        this.lease = new SessionLease(link, clock);
        this.writes = new Writes(link, keys, clock);
        this.lock = new ClusterLock(writes, keys, lease, cache, holder);
        this.announcement = new Announcement(writes, lease, cache);
        Gauge.builder("bascule_store_reachable", cache, c -> c.snapshot().reachable() ? 1 : 0)
                .description("1 while etcd answers")
                .register(metrics);
        this.keeper = Thread.ofPlatform().daemon().name("etcd-keeper").start(this::keep);
    }

    private void keep() {
        int failures = 0;
        while (!closed) {
            long startedAtMs = clock.nowMs();
            failures = tick(answerTimeoutMs(failures)) ? 0 : failures + 1;
            long pauseMs = failures == 0
                    ? startedAtMs + TICK_MS - clock.nowMs()
                    // The next member at once; a pause only when all have failed.
                    : failures % link.members() == 0
                            ? Math.min(PAUSE_MOST_MS, PAUSE_AFTER_ALL_FAILED_MS * failures)
                            : 0;
            if (failures > 0) {
                // The doubt that this failure itself raised.
                doubt.await(0);
            }
            doubt.await(pauseMs);
        }
    }

    /** Doubled each time that all members failed: on an overloaded machine a short bound alone would never be met. */
    private long answerTimeoutMs(int failures) {
        int rounds = Math.min(MOST_DOUBLINGS, failures / link.members());
        return EtcdLink.CALL_TIMEOUT_MS << rounds;
    }

    private boolean tick(long timeoutMs) {
        try {
            if (!watch.tick(timeoutMs)) {
                return false;
            }
            lease.renewIfDue();
            announcement.refresh();
            return true;
        } catch (StoreUnavailableException e) {
            LOG.debug(e.getMessage());
            return false;
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("the connection to etcd is kept up after an unexpected failure", e);
            }
            return false;
        }
    }

    private void changed() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a listener to the store failed", e);
            }
        }
    }

    private void unreadable(String name, String why) {
        metrics.counter("bascule_store_unreadable", "key", name.replaceFirst("/.*", ""))
                .increment();
        LOG.errorf(
                "etcd key '%s' cannot be read (%s); %s. Correct or remove it with etcdctl",
                name, why, name.equals(Keys.RECORD) ? "the record as read before is kept" : "it is taken as absent");
    }

    @Override
    public StoreSnapshot snapshot() {
        return cache.snapshot();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void announce(MemberState state) {
        announcement.set(state);
    }

    @Override
    public void promise(Promise promise) {
        put("write promise", Keys.promise(promise), Json.write(promise));
    }

    @Override
    public void writeSettings(Settings settings) {
        put("write settings", Keys.SETTINGS, Json.write(settings));
    }

    private void put(String what, String name, byte[] value) {
        try {
            wrote(writes.put(what, name, value, cache.modRevision(name), 0, Writes.REPEAT_BOUND_MS));
        } catch (LeaseLostException e) {
            throw new StoreUnavailableException("could not " + what, e);
        }
    }

    @Override
    public boolean claimInit(String node) {
        return create("claim init", Keys.INIT, node.getBytes(UTF_8)).value().equals(ByteSequence.from(node, UTF_8));
    }

    private Found create(String what, String name, byte[] value) {
        try {
            return writes.create(what, name, value, 0);
        } catch (LeaseLostException e) {
            throw new StoreUnavailableException("could not " + what, e);
        }
    }

    @Override
    public boolean tryLock() {
        return lock.tryTake();
    }

    @Override
    public void unlock() {
        lock.release();
    }

    @Override
    public boolean writeRecord(
            long expectedRevision, ClusterRecord next, @Nullable HistoryEntry history, boolean switchoverTaken) {
        long lockRevision = lock.heldRevision();
        if (lockRevision == 0) {
            return false;
        }
        byte[] value = Json.write(next);
        ByteSequence recordKey = keys.key(Keys.RECORD);
        List<Cmp> conditions = List.of(
                Writes.unchanged(recordKey, expectedRevision), Writes.created(keys.key(Keys.LOCK), lockRevision));
        List<Op> then = new ArrayList<>();
        then.add(Writes.put(recordKey, value, 0));
        if (history != null) {
            cache.snapshot().promises().stream()
                    .filter(promise -> promise.term() < next.term())
                    .limit(PROMISES_DROPPED_MOST)
                    .forEach(promise -> then.add(Writes.delete(keys.key(Keys.promise(promise)))));
            then.add(Writes.deleteRange(
                    keys.key(Keys.HISTORY), keys.key(Keys.historyOfTerm(Math.max(0, next.term() - HISTORY_MOST)))));
            then.add(Writes.put(keys.key(Keys.history(history.record())), Json.write(history), 0));
        }
        if (switchoverTaken) {
            then.add(Writes.delete(keys.key(Keys.SWITCHOVER)));
        }
        TxnResponse done = writes.transaction("write record", conditions, then);
        if (done.isSucceeded()) {
            wrote(new Entry(
                    Keys.RECORD,
                    value,
                    cache.createRevision(Keys.RECORD),
                    done.getHeader().getRevision()));
        }
        return done.isSucceeded();
    }

    @Override
    public boolean requestSwitchover(SwitchoverRequest request) {
        byte[] value = Json.write(request);
        return create("request switchover", Keys.SWITCHOVER, value).value().equals(ByteSequence.from(value));
    }

    @Override
    public boolean dropSwitchover(SwitchoverRequest request) {
        Optional<Found> found = writes.read("read switchover", Keys.SWITCHOVER);
        ByteSequence key = keys.key(Keys.SWITCHOVER);
        return found.isPresent()
                && found.get().value().equals(ByteSequence.from(Json.write(request)))
                && writes.transaction(
                                "drop switchover",
                                List.of(Writes.unchanged(key, found.get().modRevision())),
                                List.of(Writes.delete(key)))
                        .isSucceeded();
    }

    @Override
    public List<HistoryEntry> history(int limit) {
        if (limit < 1 || limit > HISTORY_MOST) {
            throw new IllegalArgumentException(
                    "the history's limit is " + limit + ", but must be from 1 to " + HISTORY_MOST);
        }
        GetResponse got = link.call(
                "read history",
                client -> client.getKVClient()
                        .get(
                                keys.key(Keys.HISTORY),
                                GetOption.builder()
                                        .isPrefix(true)
                                        .withSortField(SortTarget.KEY)
                                        .withSortOrder(SortOrder.DESCEND)
                                        .withLimit(limit)
                                        .build()));
        List<HistoryEntry> entries = new ArrayList<>();
        for (KeyValue kv : got.getKvs()) {
            try {
                entries.add(Json.mapper().readValue(kv.getValue().getBytes(), HistoryEntry.class));
            } catch (IOException e) {
                unreadable(keys.nameOf(kv.getKey()), Json.reason(e));
            }
        }
        return entries;
    }

    private void wrote(Entry written) {
        if (cache.wrote(written)) {
            changed();
        }
    }

    /** Gives the lock back; what was announced stays until the lease ends, so that a restart leaves no gap. */
    @Override
    public void close() {
        closed = true;
        doubt.wake();
        try {
            lock.release();
        } catch (StoreUnavailableException e) {
            LOG.debug(e.getMessage());
        }
        try {
            keeper.join(EtcdLink.CALL_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
        link.close();
    }
}
