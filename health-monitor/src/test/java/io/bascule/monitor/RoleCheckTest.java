package io.bascule.monitor;

import static io.bascule.monitor.RoleCheck.ASYNC;
import static io.bascule.monitor.RoleCheck.HEALTH;
import static io.bascule.monitor.RoleCheck.LIVENESS;
import static io.bascule.monitor.RoleCheck.PRIMARY;
import static io.bascule.monitor.RoleCheck.READINESS;
import static io.bascule.monitor.RoleCheck.READ_ONLY;
import static io.bascule.monitor.RoleCheck.REPLICA;
import static io.bascule.monitor.RoleCheck.SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.core.record.Phase;
import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleCheckTest {
    private static final long ANY = Long.MAX_VALUE;
    private static final long MB = 1 << 20;

    @Test
    void a_primary_that_the_record_names() {
        assertThat(yes(Views.primary(), ANY))
                .containsExactlyInAnyOrder(PRIMARY, READ_ONLY, HEALTH, READINESS, LIVENESS);
    }

    @Test
    void a_primary_goes_on_with_etcd_away() {
        NodeView now = Views.primary();
        NodeView away = new NodeView(
                now.cluster(), now.node(), now.reach(), now.status(), now.record(), false, now.primaryLsn(), 0);
        assertThat(yes(away, ANY)).contains(PRIMARY);
    }

    @ParameterizedTest
    @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "STEADY")
    void a_primary_that_is_being_changed_takes_no_writes(Phase phase) {
        var view = Views.view(Reach.ANSWERS, Views.status(Role.PRIMARY, false), Views.record(phase, "node1", "node2"));
        assertThat(yes(view, ANY)).containsExactlyInAnyOrder(HEALTH, LIVENESS);
    }

    @Test
    void a_former_primary_takes_no_writes() {
        var view = Views.view(
                Reach.ANSWERS, Views.status(Role.PRIMARY, false), Views.record(Phase.STEADY, "node2", "node1"));
        assertThat(yes(view, ANY)).containsExactlyInAnyOrder(HEALTH, LIVENESS);
    }

    @Test
    void a_primary_of_which_no_record_was_ever_seen_takes_no_writes() {
        var view = Views.view(Reach.ANSWERS, Views.status(Role.PRIMARY, false), null);
        assertThat(yes(view, ANY)).containsExactlyInAnyOrder(HEALTH, LIVENESS);
    }

    @Test
    void a_standby_that_commits_wait_for() {
        assertThat(yes(Views.standby(0, "node1"), ANY))
                .containsExactlyInAnyOrder(REPLICA, SYNC, READ_ONLY, HEALTH, READINESS, LIVENESS);
    }

    @Test
    void a_standby_that_no_commit_waits_for() {
        assertThat(yes(Views.standby(0, "node3"), ANY))
                .containsExactlyInAnyOrder(REPLICA, ASYNC, READ_ONLY, HEALTH, READINESS, LIVENESS);
    }

    @Test
    void a_standby_further_behind_than_asked() {
        assertThat(yes(Views.standby(16 * MB, "node3"), 16 * MB)).contains(REPLICA, ASYNC, READ_ONLY);
        assertThat(yes(Views.standby(16 * MB + 1, "node3"), 16 * MB))
                .containsExactlyInAnyOrder(HEALTH, READINESS, LIVENESS);
    }

    @Test
    void a_standby_of_which_nobody_knows_how_far_it_is_behind() {
        NodeView now = Views.standby(0, "node1");
        NodeView unknown =
                new NodeView(now.cluster(), now.node(), now.reach(), now.status(), now.record(), true, null, 0);
        assertThat(yes(unknown, 16 * MB)).doesNotContain(REPLICA);
        assertThat(yes(unknown, ANY)).contains(REPLICA);
    }

    @Test
    void a_standby_that_does_not_stream() {
        var view = Views.view(
                Reach.ANSWERS, Views.status(Role.STANDBY, false), Views.record(Phase.STEADY, "node2", "node1"));
        assertThat(yes(view, ANY)).containsExactlyInAnyOrder(HEALTH, LIVENESS);
    }

    @ParameterizedTest
    @EnumSource(value = Reach.class, mode = EnumSource.Mode.EXCLUDE, names = "ANSWERS")
    void a_postgresql_that_does_not_answer(Reach reach) {
        var view = Views.view(reach, Views.status(Role.PRIMARY, false), Views.record(Phase.STEADY, "node1", "node2"));
        assertThat(yes(view, ANY)).containsExactly(LIVENESS);
    }

    @Test
    void a_monitor_whose_loop_stands_still() {
        NodeView now = Views.primary();
        NodeView stuck = new NodeView(
                now.cluster(), now.node(), now.reach(), now.status(), now.record(), true, now.primaryLsn(), 5000);
        assertThat(yes(stuck, ANY)).doesNotContain(LIVENESS);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1024,1024", "16kB,16384", "16MB,16777216", "1.5 GB,1610612736", "1TB,1099511627776", "7B,7"})
    void a_lag_is_bytes_or_a_size(String text, long bytes) {
        assertThat(RoleCheck.lagBytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "much", "-1", "16 mega", "1e3", "MB"})
    void another_lag_is_refused_in_words(String text) {
        assertThatThrownBy(() -> RoleCheck.lagBytes(text))
                .hasMessage("lag is '" + text
                        + "', but must be a number of bytes or a size such as 16MB (B, kB, MB, GB, TB)");
    }

    @Test
    void no_lag_is_no_limit() {
        assertThat(RoleCheck.lagBytes(null)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void the_body_has_the_fields_that_tools_know() {
        assertThat(RoleChecks.body(Views.standby(5, "node1")))
                .containsEntry("state", "running")
                .containsEntry("role", "replica")
                .containsEntry("server_version", 170_012)
                .containsEntry("timeline", 3)
                .containsEntry("lag", 5L)
                .containsEntry("term", 4L)
                .containsKeys("xlog", "replication_state");
    }

    private static Set<RoleCheck> yes(NodeView view, long lagBytes) {
        return Arrays.stream(RoleCheck.values())
                .filter(check -> check.statusCode(view, lagBytes) == 200)
                .collect(Collectors.toSet());
    }
}
