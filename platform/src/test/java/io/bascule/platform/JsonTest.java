package io.bascule.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Settings;
import io.bascule.events.Lsn;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @Test
    void what_is_written_is_read_again() throws IOException {
        assertReadAgain(Examples.record(3, 17), ClusterRecord.class);
        assertReadAgain(Examples.member("node1"), MemberState.class);
        assertReadAgain(Examples.promise(2, "node2"), Promise.class);
        assertReadAgain(Examples.settings(), Settings.class);
        assertReadAgain(
                new HistoryEntry("2026-01-01T00:00:00Z", "election1", Examples.record(1, 2), List.of(), List.of()),
                HistoryEntry.class);
    }

    private static <T> void assertReadAgain(T value, Class<T> type) throws IOException {
        assertThat(Json.mapper().readValue(Json.write(value), type)).isEqualTo(value);
    }

    @Test
    void an_lsn_is_written_as_postgresql_writes_it() {
        assertThat(new String(Json.write(Lsn.parse("16/B374D848")), UTF_8)).isEqualTo("\"16/B374D848\"");
    }

    @Test
    void what_a_newer_version_adds_is_ignored() throws IOException {
        String json = new String(Json.write(Examples.promise(2, "node2")), UTF_8);
        String newer = "{\"mood\": \"good\"," + json.substring(1);
        assertThat(Json.mapper().readValue(newer, Promise.class)).isEqualTo(Examples.promise(2, "node2"));
    }

    @Test
    void what_an_older_version_did_not_announce_is_nothing() throws IOException {
        String json = new String(Json.write(Examples.member("node1")), UTF_8);
        String older = json.replaceAll(",\"absent\":\\[[^]]*]", "")
                .replaceAll(",\"(durability|acks|followingTerm)\":[^,}]*", "");
        MemberState read = Json.mapper().readValue(older, MemberState.class);
        assertThat(older).doesNotContain("absent", "durability", "acks", "followingTerm");
        assertThat(read.absent()).isEmpty();
        assertThat(read.node()).isEqualTo("node1");
    }

    @Test
    void settings_that_are_left_out_stay() {
        Settings changed = Json.readSettings("{\"paused\": true}".getBytes(UTF_8), Examples.settings());
        assertThat(changed.paused()).isTrue();
        assertThat(changed.acks()).isEqualTo(Examples.settings().acks());
        assertThat(changed.priorities()).isEqualTo(Map.of("node1", 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ack\": 1} | unknown setting 'ack'; the settings are durability, acks, paused",
                "{\"acks\": 0} | setting acks is 0, but must be from 1 to 8",
                "{\"acks\": \"two\"} | setting acks cannot be \"two\"; it must be a whole number",
                "{\"acks\": 1.5} | setting acks cannot be 1.5; it must be a whole number",
                "{\"acks\": null} | setting acks cannot be null",
                "{\"paused\": \"yes\"} | setting paused cannot be \"yes\"; it must be true or false",
                "{\"durability\": \"best\"} | setting durability cannot be \"best\"; it must be one of QUORUM, AVAILABLE",
                "{\"priorities\": 3} | setting priorities cannot be 3; it must be an object such as",
                "[1] | the settings must be a JSON object",
                "{\"acks\" 1} | the settings are not JSON"
            })
    void a_mistake_in_settings_is_named(String json, String sentence) {
        assertThatThrownBy(() -> Json.readSettings(json.getBytes(UTF_8), Settings.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
