package io.bascule.platform.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.Lsn;
import io.bascule.platform.Examples;
import io.bascule.platform.Json;
import io.bascule.platform.etcd.StateCache.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateCacheTest {
    private static final String AT = "0/3000148";
    private static final String FURTHER = "0/4000000";

    private final List<String> unreadable = new ArrayList<>();
    private final StateCache cache = new StateCache((name, why) -> unreadable.add(name));

    @Test
    void a_listing_replaces_everything() {
        cache.replace("c0ffee", 5, List.of(record(1, 3), member(4)));
        cache.replace("c0ffee", 8, List.of(record(1, 3)));
        assertThat(cache.snapshot().record()).isEqualTo(Examples.record(1, 1));
        assertThat(cache.snapshot().members()).isEmpty();
        assertThat(cache.snapshot().reachable()).isTrue();
        assertThat(cache.snapshot().etcdClusterId()).isEqualTo("c0ffee");
    }

    @Test
    void the_watch_puts_and_removes() {
        cache.replace("c0ffee", 5, List.of());
        assertThat(cache.apply(List.of(member(6)), 6)).isTrue();
        assertThat(cache.snapshot().members()).containsKey("node1");
        assertThat(cache.apply(List.of(removed("members/node1", 7)), 7)).isTrue();
        assertThat(cache.snapshot().members()).isEmpty();
        assertThat(cache.apply(List.of(), 9)).isFalse();
        assertThat(cache.revision()).isEqualTo(9);
    }

    @Test
    void details_are_shown_and_are_no_news() {
        cache.replace("c0ffee", 5, List.of(record(1, 3), member(4)));
        assertThat(cache.apply(List.of(furtherMember(6)), 6)).isFalse();
        assertThat(cache.snapshot().members().values())
                .extracting(member -> member.position().lsn())
                .containsExactly(Lsn.parse(FURTHER));
    }

    @Test
    void while_a_switchover_drains_positions_are_news() {
        cache.replace("c0ffee", 5, List.of(changed(record(1, 3), "STEADY", "DRAINING", 3), member(4)));
        assertThat(cache.apply(List.of(furtherMember(6)), 6)).isTrue();
    }

    @Test
    void an_own_write_is_seen_at_once_and_once() {
        cache.replace("c0ffee", 5, List.of());
        assertThat(cache.wrote(record(1, 6))).isTrue();
        assertThat(cache.snapshot().recordRevision()).isEqualTo(6);
        assertThat(cache.apply(List.of(record(1, 6)), 6)).isFalse();
    }

    @Test
    void an_own_write_that_the_watch_has_gone_past_does_not_come_back() {
        cache.replace("c0ffee", 5, List.of());
        cache.apply(List.of(member(6), removed("members/node1", 7)), 7);
        assertThat(cache.wrote(member(6))).isFalse();
        assertThat(cache.snapshot().members()).isEmpty();
    }

    @Test
    void an_unreadable_record_leaves_the_former_with_its_revision() {
        cache.replace("c0ffee", 5, List.of(record(1, 3)));
        cache.apply(List.of(entry("record", "nonsense", 6)), 6);
        assertThat(cache.snapshot().record()).isEqualTo(Examples.record(1, 1));
        assertThat(cache.snapshot().recordRevision()).isEqualTo(3);
        assertThat(cache.newestModRevision()).isEqualTo(6);
        assertThat(unreadable).containsExactly("record");
    }

    @Test
    void another_unreadable_key_counts_as_absent() {
        cache.replace("c0ffee", 5, List.of(member(4)));
        cache.apply(List.of(entry("members/node1", "{}", 6), entry("promises/1/node1", "[", 7)), 7);
        assertThat(cache.snapshot().members()).isEmpty();
        assertThat(cache.snapshot().promises()).isEmpty();
        assertThat(unreadable).contains("promises/1/node1");
    }

    private static Entry record(long version, long revision) {
        return new Entry("record", Json.write(Examples.record(1, version)), revision, revision);
    }

    private static Entry member(long revision) {
        return new Entry("members/node1", Json.write(Examples.member("node1")), revision, revision);
    }

    private static Entry furtherMember(long revision) {
        return changed(member(4), AT, FURTHER, revision);
    }

    private static Entry changed(Entry before, String what, String to, long revision) {
        String value = new String(Objects.requireNonNull(before.value()), UTF_8);
        assertThat(value).contains(what);
        return entry(before.name(), value.replace(what, to), revision);
    }

    private static Entry removed(String name, long revision) {
        byte @Nullable [] nothing = null;
        return new Entry(name, nothing, 0, revision);
    }

    private static Entry entry(String name, String value, long revision) {
        return new Entry(name, value.getBytes(UTF_8), revision, revision);
    }
}
