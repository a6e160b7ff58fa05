package io.bascule.platform.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.platform.Examples;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.Json;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreUnavailableException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containers")
class EtcdClusterStoreTest {
    private static final EtcdContainer ETCD = new EtcdContainer();
    private static final AtomicInteger CLUSTERS = new AtomicInteger();

    private final List<EtcdClusterStore> stores = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private String cluster = "";
    private EtcdClusterStore one;

    @BeforeAll
    static void start() {
        ETCD.start();
    }

    @AfterAll
    static void stop() {
        ETCD.stop();
    }

    @BeforeEach
    void connect() {
        cluster = "test" + CLUSTERS.incrementAndGet();
        one = connected("election1");
    }

    @AfterEach
    void close() {
        stores.forEach(EtcdClusterStore::close);
    }

    @Test
    void the_record_is_written_under_the_lock_and_seen_by_others() {
        EtcdClusterStore two = connected("election2");
        lock(one);
        assertThat(two.tryLock()).isFalse();

        write(0, Examples.record(1, 1), null);

        assertThat(one.snapshot().record()).isEqualTo(Examples.record(1, 1));
        await().untilAsserted(() -> assertThat(two.snapshot().record()).isEqualTo(Examples.record(1, 1)));
        assertThat(two.snapshot().recordRevision()).isEqualTo(one.snapshot().recordRevision());
        assertThat(two.snapshot().etcdClusterId()).matches("[0-9a-f]+");
    }

    @Test
    void the_record_is_not_written_over_one_that_was_not_read() {
        lock(one);
        write(0, Examples.record(1, 1), null);
        long revision = one.snapshot().recordRevision();
        assertThat(one.writeRecord(0, Examples.record(1, 2), null, false)).isFalse();
        write(revision, Examples.record(1, 2), null);
        assertThat(one.writeRecord(revision, Examples.record(1, 3), null, false))
                .isFalse();
    }

    @Test
    void the_record_is_not_written_without_the_lock() {
        assertThat(one.writeRecord(0, Examples.record(1, 1), null, false)).isFalse();
        lock(one);
        one.unlock();
        assertThat(one.writeRecord(0, Examples.record(1, 1), null, false)).isFalse();
        EtcdClusterStore two = connected("election2");
        lock(two);
    }

    @Test
    void a_holder_who_was_frozen_past_its_lease_writes_nothing() throws Exception {
        lock(one);
        // What a frozen process does: its clock and its view of the lock stand still while the key goes.
        try (Client other = Client.builder().endpoints(ETCD.endpoint()).build()) {
            other.getKVClient().delete(key("lock")).get(5, TimeUnit.SECONDS);
            other.getKVClient()
                    .put(key("lock"), ByteSequence.from("election2", UTF_8))
                    .get(5, TimeUnit.SECONDS);
        }
        assertThat(one.writeRecord(0, Examples.record(1, 1), null, false)).isFalse();
    }

    @Test
    void finished_decisions_are_kept_newest_first() {
        lock(one);
        long revision = 0;
        for (int version = 1; version <= 12; version++) {
            ClusterRecord record = Examples.record(1, version);
            HistoryEntry entry = new HistoryEntry("2026-01-01T00:00:00Z", "election1", record, List.of(), List.of());
            write(revision, record, entry);
            revision = one.snapshot().recordRevision();
        }
        assertThat(one.history(2).stream().map(e -> e.record().version())).containsExactly(12L, 11L);
        assertThat(one.history(1000)).hasSize(12);
        assertThatThrownBy(() -> one.history(0)).hasMessageContaining("from 1 to 1000");
    }

    @Test
    void the_history_goes_back_a_thousand_terms() {
        lock(one);
        long revision = 0;
        for (long term : new long[] {1, 2, 1001, 1002}) {
            ClusterRecord record = Examples.record(term, term);
            write(
                    revision,
                    record,
                    new HistoryEntry("2026-01-01T00:00:00Z", "election1", record, List.of(), List.of()));
            revision = one.snapshot().recordRevision();
        }
        assertThat(one.history(1000).stream().map(e -> e.record().term())).containsExactly(1002L, 1001L, 2L);
    }

    @Test
    void promises_settings_and_the_claim_of_init_are_seen() {
        one.promise(Examples.promise(2, "node2"));
        one.promise(Examples.promise(2, "node2"));
        one.writeSettings(Examples.settings());
        assertThat(one.claimInit("node1")).isTrue();
        assertThat(one.claimInit("node1")).isTrue();
        assertThat(one.claimInit("node2")).isFalse();
        await().untilAsserted(() -> {
            assertThat(one.snapshot().promises()).containsExactly(Examples.promise(2, "node2"));
            assertThat(one.snapshot().settings()).isEqualTo(Examples.settings());
            assertThat(one.snapshot().initClaim()).isEqualTo("node1");
        });
    }

    @Test
    void one_switchover_waits_at_a_time() {
        SwitchoverRequest first = new SwitchoverRequest("a", 1, null, "me");
        assertThat(one.requestSwitchover(first)).isTrue();
        assertThat(one.requestSwitchover(first)).isTrue();
        assertThat(one.requestSwitchover(new SwitchoverRequest("b", 1, null, "me")))
                .isFalse();
        await().until(() -> first.equals(one.snapshot().switchover()));
        lock(one);
        assertThat(one.writeRecord(0, Examples.record(1, 1), null, true)).isTrue();
        await().until(() -> one.snapshot().switchover() == null);
        one.requestSwitchover(first);
        assertThat(one.dropSwitchover(first)).isTrue();
        assertThat(one.dropSwitchover(first)).isFalse();
        await().until(() -> one.snapshot().switchover() == null);
    }

    @Test
    void what_cannot_be_read_is_counted_and_the_record_kept() throws Exception {
        lock(one);
        write(0, Examples.record(1, 1), null);
        long revision = one.snapshot().recordRevision();
        try (Client other = Client.builder().endpoints(ETCD.endpoint()).build()) {
            for (String name : List.of("record", "members/node1", "settings", "promises/1/node1")) {
                other.getKVClient()
                        .put(key(name), ByteSequence.from("{\"term\": \"what?\"", UTF_8))
                        .get(5, TimeUnit.SECONDS);
            }
        }
        await().until(() ->
                metrics.counter("bascule_store_unreadable", "key", "promises").count() >= 1);
        assertThat(metrics.counter("bascule_store_unreadable", "key", "record").count())
                .isEqualTo(1);
        assertThat(one.snapshot().record()).isEqualTo(Examples.record(1, 1));
        assertThat(one.snapshot().recordRevision()).isEqualTo(revision);
        assertThat(one.snapshot().members()).isEmpty();
        assertThat(one.snapshot().promises()).isEmpty();
        assertThat(one.snapshot().settings()).isEqualTo(Settings.DEFAULTS);
        assertThat(one.writeRecord(revision, Examples.record(1, 2), null, false))
                .isFalse();
    }

    @Test
    void a_frozen_etcd_is_noticed_and_what_was_announced_comes_back() {
        await().ignoreException(StoreUnavailableException.class)
                .untilAsserted(() -> one.announce(Examples.member("node1")));
        lock(one);
        await().until(() -> one.snapshot().members().containsKey("node1"));
        ETCD.freeze();
        try {
            await().until(() -> !one.snapshot().reachable());
            assertThat(one.snapshot().members()).containsKey("node1");
            assertThatThrownBy(() -> one.announce(Examples.member("node2")))
                    .isInstanceOf(StoreUnavailableException.class);
            // Counted on our own clock: the lock is not ours any more although nobody told us.
            await().ignoreException(StoreUnavailableException.class)
                    .until(() -> !one.writeRecord(0, Examples.record(1, 1), null, false));
        } finally {
            ETCD.thaw();
        }
        await().until(() -> one.snapshot().reachable());
        await().until(() -> one.snapshot().members().containsKey("node2"));
    }

    @Test
    void what_was_announced_is_said_again_where_etcd_shows_something_else() throws Exception {
        MemberState said = Examples.member("node1");
        await().ignoreException(StoreUnavailableException.class).untilAsserted(() -> one.announce(said));
        try (Client other = Client.builder().endpoints(ETCD.endpoint()).build()) {
            // As one that was restored from a backup does, for as long as the lease that it was said under lives.
            long restored = other.getKVClient()
                    .put(key("members/node1"), ByteSequence.from(Json.write(Examples.member("node2"))))
                    .get(5, TimeUnit.SECONDS)
                    .getHeader()
                    .getRevision();
            await().until(() -> other.getKVClient()
                            .get(key("members/node1"))
                            .get(5, TimeUnit.SECONDS)
                            .getKvs()
                            .getFirst()
                            .getModRevision()
                    > restored);
        }
        EtcdClusterStore two = connected("election2");
        await().until(() -> said.equals(two.snapshot().members().get("node1")));
    }

    @Test
    void a_silent_member_is_passed_over() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI nobody = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            EtcdClusterStore store = open("election3", nobody, ETCD.endpoint());
            await().until(() -> store.snapshot().reachable());
        }
    }

    @Test
    void an_absent_etcd_is_waited_for_without_blocking() {
        EtcdClusterStore store = open("election4", URI.create("http://127.0.0.1:1"));
        assertThat(store.snapshot().reachable()).isFalse();
        assertThatThrownBy(store::tryLock)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("http://127.0.0.1:1");
    }

    /** Tries again as an election does: on a busy machine a call may miss its bound. */
    private static void lock(EtcdClusterStore store) {
        await().ignoreException(StoreUnavailableException.class).until(store::tryLock);
    }

    /** As {@link #lock}; a write whose answer was missed has happened if it is there to be read. */
    private void write(long expectedRevision, ClusterRecord next, @Nullable HistoryEntry history) {
        await().ignoreException(StoreUnavailableException.class)
                .until(() -> one.writeRecord(expectedRevision, next, history, false)
                        || next.equals(one.snapshot().record()));
    }

    private ByteSequence key(String name) {
        return ByteSequence.from("/bascule/" + cluster + "/" + name, UTF_8);
    }

    private EtcdClusterStore connected(String holder) {
        EtcdClusterStore store = open(holder);
        await().atMost(20, TimeUnit.SECONDS).until(() -> store.snapshot().reachable());
        return store;
    }

    private EtcdClusterStore open(String holder) {
        return open(holder, ETCD.endpoint());
    }

    private EtcdClusterStore open(String holder, URI... endpoints) {
        EtcdClusterStore store =
                new EtcdClusterStore(List.of(endpoints), cluster, holder, MonotonicClock.SYSTEM, metrics);
        stores.add(store);
        return store;
    }
}
