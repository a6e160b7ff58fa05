package io.bascule.platform.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.platform.Json;
import io.bascule.platform.StoreSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The local copy of the cluster's keys, fed by listings, by the watch and by this process's own writes. */
final class StateCache {
    /**
     * A key as it was read.
     *
     * @param value null where it was removed
     */
    record Entry(String name, byte @Nullable [] value, long createRevision, long modRevision) {}

    /**
     * @param valueRevision the revision that brought {@code value}: older than {@code modRevision} where what came
     *     since could not be read
     */
    private record Held(@Nullable Object value, long valueRevision, long createRevision, long modRevision) {}

    private final BiConsumer<String, String> onUnreadable;
    private final Map<String, Held> held = new HashMap<>();
    private long revision;
    private String etcdClusterId = "";
    private boolean reachable;
    private volatile StoreSnapshot snapshot = StoreSnapshot.EMPTY;

    /** @param onUnreadable is told the name of a key that is not what it should be, and why */
    StateCache(BiConsumer<String, String> onUnreadable) {
        this.onUnreadable = onUnreadable;
    }

    StoreSnapshot snapshot() {
        return snapshot;
    }

    /** @return whether there is news ({@link StoreSnapshot#isNews}), here and below */
    synchronized boolean reachable(boolean now) {
        if (reachable == now) {
            return false;
        }
        reachable = now;
        rebuild();
        return true;
    }

    /** Takes a whole listing, made at {@code listedRevision}. */
    synchronized boolean replace(String clusterId, long listedRevision, List<Entry> entries) {
        Map<String, Held> before = Map.copyOf(held);
        held.clear();
        for (Entry entry : entries) {
            store(entry, before.get(entry.name()));
        }
        revision = listedRevision;
        etcdClusterId = clusterId;
        reachable = true;
        StoreSnapshot old = snapshot;
        rebuild();
        return snapshot.isNews(old);
    }

    /** Takes what the watch brought, in the order of the revisions, up to {@code upTo}. */
    synchronized boolean apply(List<Entry> changes, long upTo) {
        for (Entry change : changes) {
            Held now = held.get(change.name());
            if (change.value() == null) {
                held.remove(change.name());
            } else if (now == null || now.modRevision() < change.modRevision()) {
                store(change, now);
            }
        }
        revision = Math.max(revision, upTo);
        StoreSnapshot old = snapshot;
        rebuild();
        return snapshot.isNews(old);
    }

    /** Takes this process's own successful write, unless the watch has gone past it. */
    synchronized boolean wrote(Entry written) {
        if (written.modRevision() <= revision) {
            return false;
        }
        store(written, held.get(written.name()));
        StoreSnapshot old = snapshot;
        rebuild();
        return snapshot.isNews(old);
    }

    /** The newest revision that the listing or the watch has brought. */
    synchronized long revision() {
        return revision;
    }

    synchronized int size() {
        return held.size();
    }

    synchronized long newestModRevision() {
        return held.values().stream().mapToLong(Held::modRevision).max().orElse(0);
    }

    /** The revision at which {@code name} was last changed, 0 where it is not known. */
    synchronized long modRevision(String name) {
        Held now = held.get(name);
        return now == null ? 0 : now.modRevision();
    }

    /** The revision at which {@code name} was created, 0 where it is not known. */
    synchronized long createRevision(String name) {
        Held now = held.get(name);
        return now == null ? 0 : now.createRevision();
    }

    private void store(Entry entry, @Nullable Held before) {
        byte[] bytes = entry.value();
        if (bytes == null) {
            return;
        }
        if (before != null && before.modRevision() == entry.modRevision()) {
            held.put(entry.name(), before);
            return;
        }
        Object value;
        try {
            value = parse(entry.name(), bytes);
        } catch (IOException | RuntimeException e) {
            onUnreadable.accept(entry.name(), Json.reason(e));
            if (entry.name().equals(Keys.RECORD) && before != null) {
                // With its former revision, so that nobody overwrites what he has not read.
                held.put(
                        entry.name(),
                        new Held(before.value(), before.valueRevision(), entry.createRevision(), entry.modRevision()));
                return;
            }
            value = null;
        }
        held.put(entry.name(), new Held(value, entry.modRevision(), entry.createRevision(), entry.modRevision()));
    }

    private static @Nullable Object parse(String name, byte[] bytes) throws IOException {
        return switch (name) {
            case Keys.RECORD -> Json.mapper().readValue(bytes, ClusterRecord.class);
            case Keys.SETTINGS -> Json.readSettings(bytes, Settings.DEFAULTS);
            case Keys.SWITCHOVER -> Json.mapper().readValue(bytes, SwitchoverRequest.class);
            case Keys.INIT, Keys.LOCK -> new String(bytes, UTF_8);
            default ->
                name.startsWith(Keys.MEMBERS)
                        ? Json.mapper().readValue(bytes, MemberState.class)
                        : name.startsWith(Keys.PROMISES) ? Json.mapper().readValue(bytes, Promise.class) : null;
        };
    }

    private void rebuild() {
        Map<String, MemberState> members = new HashMap<>();
        List<Promise> promises = new ArrayList<>();
        held.forEach((name, entry) -> {
            if (entry.value() instanceof MemberState member) {
                members.put(name.substring(Keys.MEMBERS.length()), member);
            } else if (entry.value() instanceof Promise promise) {
                promises.add(promise);
            }
        });
        promises.sort(Comparator.comparingLong(Promise::term)
                .thenComparing(p -> p.instance().applicationName()));
        Held record = held.get(Keys.RECORD);
        Settings settings = value(Keys.SETTINGS, Settings.class);
        snapshot = new StoreSnapshot(
                reachable,
                etcdClusterId,
                value(Keys.RECORD, ClusterRecord.class),
                record == null ? 0 : record.valueRevision(),
                settings == null ? Settings.DEFAULTS : settings,
                members,
                promises,
                value(Keys.SWITCHOVER, SwitchoverRequest.class),
                value(Keys.INIT, String.class));
    }

    private <T> @Nullable T value(String name, Class<T> type) {
        Held now = held.get(name);
        return now == null || now.value() == null ? null : type.cast(now.value());
    }
}
