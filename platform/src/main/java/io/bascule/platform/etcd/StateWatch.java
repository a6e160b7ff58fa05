package io.bascule.platform.etcd;

import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.platform.etcd.EtcdLink.Connection;
import io.bascule.platform.etcd.StateCache.Entry;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.GetOption.SortOrder;
import io.etcd.jetcd.options.GetOption.SortTarget;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link StateCache} fresh: a listing, then a watch from there. {@link #tick} asks etcd itself every now and
 * then, since a watch to a silent host is silent too; on any doubt everything is listed again.
 */
final class StateWatch implements AutoCloseable {
    /** Without an answer for this long the store counts as unreachable. */
    static final long UNREACHABLE_AFTER_MS = 1000;

    private static final Logger LOG = Logger.getLogger(StateWatch.class);

    private final EtcdLink link;
    private final Keys keys;
    private final StateCache cache;
    private final MonotonicClock clock;
    private final Runnable onChange;
    private final Runnable onDoubt;

    private Watch.@Nullable Watcher watcher;
    private volatile long watchedConnection = -1;
    private volatile boolean broken;
    private boolean behind;
    private long answeredAtMs;
    private boolean silenceTold;

    /**
     * @param onChange called after each change of the cache's snapshot that is news
     * @param onDoubt called when {@link #tick} should not wait; neither may block
     */
    StateWatch(EtcdLink link, Keys keys, StateCache cache, MonotonicClock clock, Runnable onChange, Runnable onDoubt) {
        this.link = link;
        this.keys = keys;
        this.cache = cache;
        this.clock = clock;
        this.onChange = onChange;
        this.onDoubt = onDoubt;
        this.answeredAtMs = clock.nowMs();
    }

    /**
     * Lists, watches or checks, whichever is due. One caller at a time.
     *
     * @param timeoutMs the bound for an answer
     * @return whether etcd answered
     */
    boolean tick(long timeoutMs) {
        try {
            if (broken || watchedConnection != link.connection().number()) {
                listAndWatch(timeoutMs);
            } else {
                check(timeoutMs);
            }
            answered();
            return true;
        } catch (StoreUnavailableException e) {
            unanswered(e);
            return false;
        }
    }

    private void answered() {
        answeredAtMs = clock.nowMs();
        if (silenceTold) {
            silenceTold = false;
            LOG.infof("etcd at %s answers again", link.connection().endpoint());
        }
        if (cache.reachable(true)) {
            onChange.run();
        }
    }

    private void unanswered(StoreUnavailableException failure) {
        if (clock.nowMs() - answeredAtMs < UNREACHABLE_AFTER_MS) {
            return;
        }
        if (!silenceTold) {
            silenceTold = true;
            LOG.warnf(
                    "etcd has not answered for %d ms: %s. PostgreSQL goes on serving, but nothing can fail over;"
                            + " check the members named in BASCULE_ETCD",
                    UNREACHABLE_AFTER_MS, failure.getMessage());
        }
        if (cache.reachable(false)) {
            onChange.run();
        }
    }

    private void listAndWatch(long timeoutMs) {
        stopWatching();
        Connection used = link.connection();
        GetResponse listed = link.call(
                "list keys",
                timeoutMs,
                client -> client.getKVClient()
                        .get(
                                keys.watchedFrom(),
                                GetOption.builder().withRange(keys.watchedTo()).build()));
        List<Entry> entries = listed.getKvs().stream().map(this::entry).toList();
        broken = false;
        behind = false;
        watchedConnection = used.number();
        if (cache.replace(
                Long.toHexString(listed.getHeader().getClusterId()),
                listed.getHeader().getRevision(),
                entries)) {
            onChange.run();
        }
        WatchOption option = WatchOption.builder()
                .withRange(keys.watchedTo())
                .withRevision(listed.getHeader().getRevision() + 1)
                .withRequireLeader(true)
                .withProgressNotify(true)
                .build();
        watcher = used.client()
                .getWatchClient()
                .watch(
                        keys.watchedFrom(),
                        option,
                        Watch.listener(response -> take(used, response), failure -> doubt(used), () -> doubt(used)));
    }

    private void take(Connection from, WatchResponse response) {
        if (from.number() != watchedConnection || broken) {
            return;
        }
        List<Entry> changes = response.getEvents().stream()
                .map(event -> event.getEventType() == WatchEvent.EventType.PUT
                        ? entry(event.getKeyValue())
                        : new Entry(
                                keys.nameOf(event.getKeyValue().getKey()),
                                null,
                                0,
                                event.getKeyValue().getModRevision()))
                .toList();
        if (cache.apply(changes, response.getHeader().getRevision())) {
            onChange.run();
        }
    }

    private void doubt(Connection from) {
        if (from.number() == watchedConnection) {
            broken = true;
            onDoubt.run();
        }
    }

    /**
     * A linearizable read of one key's name, of how many keys there are and which changed last. What the watch has not
     * brought by the next check it will not bring.
     */
    private void check(long timeoutMs) {
        GetResponse seen = link.call(
                "answer",
                timeoutMs,
                client -> client.getKVClient()
                        .get(
                                keys.watchedFrom(),
                                GetOption.builder()
                                        .withRange(keys.watchedTo())
                                        .withSortField(SortTarget.MOD)
                                        .withSortOrder(SortOrder.DESCEND)
                                        .withLimit(1)
                                        .withKeysOnly(true)
                                        .build()));
        long newest = seen.getKvs().isEmpty() ? 0 : seen.getKvs().getFirst().getModRevision();
        boolean differs = newest != cache.newestModRevision() || seen.getCount() != cache.size();
        if (differs && behind) {
            LOG.warn("the watch on etcd has fallen behind; listing anew");
            listAndWatch(timeoutMs);
        } else {
            behind = differs;
        }
    }

    private Entry entry(KeyValue found) {
        return new Entry(
                keys.nameOf(found.getKey()),
                found.getValue().getBytes(),
                found.getCreateRevision(),
                found.getModRevision());
    }

    private void stopWatching() {
        Watch.Watcher old = watcher;
        watcher = null;
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() {
        stopWatching();
    }
}
