package io.bascule.platform.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.core.record.ClusterRecord;
import io.bascule.platform.Examples;
import io.bascule.platform.Json;
import io.bascule.platform.MonotonicClock;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.WatchOption;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** etcd compacts what a store's watch would begin with. */
@Tag("containers")
class EtcdCompactionTest {
    private static final ByteSequence RECORD = ByteSequence.from("/bascule/compacted/record", UTF_8);

    private final EtcdContainer etcd = new EtcdContainer();
    private final AtomicLong listedRevision = new AtomicLong();
    private Client other;
    private EtcdClusterStore store;

    @BeforeEach
    void connect() {
        etcd.start();
        other = Client.builder().endpoints(etcd.endpoint()).build();
        store = new EtcdClusterStore(
                List.of(etcd.endpoint()), "compacted", "election1", MonotonicClock.SYSTEM, new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        store.close();
        other.close();
        etcd.stop();
    }

    @Test
    void a_store_whose_watch_is_ended_by_a_compaction_lists_again_and_shows_the_newest_record() {
        put(Examples.record(1, 1));
        awaitShown(Examples.record(1, 1));

        etcd.freeze();
        try {
            await().until(() -> !store.snapshot().reachable());
            store.onChange(this::compactBehindTheFirstListing);
        } finally {
            etcd.thaw();
        }

        awaitShown(Examples.record(1, 3));
        assertThat(whatEndsAWatchFrom(listedRevision.get() + 1)).isInstanceOf(CompactedException.class);
        put(Examples.record(1, 4));
        awaitShown(Examples.record(1, 4));
    }

    /** Listeners hear of a listing before the watch from there begins. */
    private void compactBehindTheFirstListing() {
        if (store.snapshot().reachable() && listedRevision.compareAndSet(0, 1)) {
            listedRevision.set(put(Examples.record(1, 2)) - 1);
            long newest = put(Examples.record(1, 3));
            join(other.getKVClient().compact(newest));
        }
    }

    private long put(ClusterRecord record) {
        return join(other.getKVClient().put(RECORD, ByteSequence.from(Json.write(record))))
                .getHeader()
                .getRevision();
    }

    private void awaitShown(ClusterRecord record) {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(store.snapshot().record()).isEqualTo(record));
    }

    private Throwable whatEndsAWatchFrom(long revision) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        WatchOption from = WatchOption.builder().withRevision(revision).build();
        try (Watch.Watcher ignored =
                other.getWatchClient().watch(RECORD, from, Watch.listener(response -> {}, end::complete, () -> {}))) {
            return join(end);
        }
    }

    private static <T> T join(CompletableFuture<T> answer) {
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
