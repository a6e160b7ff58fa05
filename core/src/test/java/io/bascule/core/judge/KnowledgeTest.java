package io.bascule.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.Probe;
import io.bascule.events.Probe.PeerSight;
import io.bascule.events.Probe.PostgresStatus;
import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Which probes an election looks at at once. */
class KnowledgeTest {
    private static final List<PeerSight> PEERS =
            List.of(new PeerSight("node2", Reach.ANSWERS, 0), new PeerSight("node3", Reach.ANSWERS, 0));
    private static final Probe QUIET = probe("a", 0, own(Reach.ANSWERS, Role.PRIMARY, 0), PEERS);

    @Test
    void aMonitorsFirstProbeIsNews() {
        assertThat(Knowledge.isNews(null, QUIET)).isTrue();
    }

    @Test
    void thatEverybodyStillAnswersIsNone() {
        assertThat(Knowledge.isNews(QUIET, QUIET)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ANSWERS")
    void thatItsOwnDoesNotAnswerIsNewsEachTimeAndThatItDoesAgain(Reach reach) {
        Probe trouble = probe("a", 0, own(reach, Role.PRIMARY, 0), PEERS);
        assertThat(Knowledge.isNews(QUIET, trouble)).isTrue();
        assertThat(Knowledge.isNews(trouble, trouble)).isTrue();
        assertThat(Knowledge.isNews(trouble, QUIET)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ANSWERS")
    void thatAPeerDoesNotAnswerIsNewsEachTime(Reach reach) {
        Probe trouble = probe("a", 0, QUIET.own(), List.of(PEERS.getFirst(), new PeerSight("node3", reach, 0)));
        assertThat(Knowledge.isNews(trouble, trouble)).isTrue();
    }

    @Test
    void aStalledWriteAStallOfItsOwnARestartAnotherRoleAndAnotherPeerAreNews() {
        List.of(
                        probe("a", 0, own(Reach.ANSWERS, Role.PRIMARY, 1), PEERS),
                        probe("a", 400, QUIET.own(), PEERS),
                        probe("b", 0, QUIET.own(), PEERS),
                        probe("a", 0, own(Reach.ANSWERS, Role.STANDBY, 0), PEERS),
                        probe("a", 0, QUIET.own(), PEERS.subList(0, 1)))
                .forEach(other -> assertThat(Knowledge.isNews(QUIET, other))
                        .as("%s", other)
                        .isTrue());
    }

    private static PostgresStatus own(Reach reach, Role role, long writeStalledMs) {
        return new PostgresStatus(reach, 0, role, 1, null, null, null, writeStalledMs, false, List.of());
    }

    private static Probe probe(String incarnation, long stalledMs, PostgresStatus own, List<PeerSight> peers) {
        return new Probe("demo", "node1", incarnation, 1, stalledMs, own, peers);
    }
}
