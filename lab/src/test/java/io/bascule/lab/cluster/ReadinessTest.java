package io.bascule.lab.cluster;

import static io.bascule.lab.Fixtures.NODES;
import static io.bascule.lab.Fixtures.haproxy;
import static io.bascule.lab.Fixtures.member;
import static io.bascule.lab.Fixtures.primary;
import static io.bascule.lab.Fixtures.quorum;
import static io.bascule.lab.Fixtures.record;
import static io.bascule.lab.Fixtures.standby;
import static io.bascule.lab.Fixtures.state;
import static io.bascule.lab.Fixtures.wholeState;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final ClusterRecord STEADY = record(Phase.STEADY, quorum(1, "node2", "node3"));

    @Test
    void aWholeClusterMissesNothing() {
        assertThat(Readiness.missing(NODES, wholeState(), haproxy("node1"))).isEmpty();
    }

    @Test
    void aClusterOfOneHasNobodyToWaitFor() {
        assertThat(Readiness.missing(
                        List.of("node1"), state(record(Phase.STEADY, quorum(0)), primary("node1")), haproxy("node1")))
                .isEmpty();
    }

    @Test
    void beforeTheBootstrapThereIsNoRecord() {
        assertThat(missing(state(null))).containsExactly("the first node's data directory is not made yet");
    }

    @Test
    void aChangeOfPrimaryUnderWayIsNamed() {
        ClusterRecord revoking = record(Phase.REVOKING, quorum(1, "node2", "node3"));

        assertThat(missing(state(revoking, primary("node1"), standby("node2"), standby("node3"))))
                .containsExactly("the change of primary in term 4 is still REVOKING");
    }

    @Test
    void aNodeThatIsNotHeardOfIsNamed() {
        assertThat(missing(state(STEADY, primary("node1"), standby("node3"))))
                .containsExactly("node2 has not announced itself");
    }

    @Test
    void aStandbyThatFollowsAnotherThanThePrimaryIsNamed() {
        MemberState astray = member("node3", MemberState.Role.STANDBY, MemberState.Postgres.RUNNING, 0, "node2", true);

        assertThat(missing(state(STEADY, primary("node1"), standby("node2"), astray)))
                .containsExactly("node3 does not stream from node1");
    }

    @Test
    void aPrimaryOfAnEarlierTermIsNotWritable() {
        MemberState old = member("node1", MemberState.Role.PRIMARY, MemberState.Postgres.RUNNING, 3, null, false);

        assertThat(missing(state(STEADY, old, standby("node2"), standby("node3"))))
                .containsExactly("node1 is not writable yet");
    }

    @Test
    void aStandbyThatDoesNotVoteIsNamed() {
        ClusterRecord narrow = record(Phase.STEADY, quorum(1, "node2"));

        assertThat(missing(state(narrow, primary("node1"), standby("node2"), standby("node3"))))
                .containsExactly("node3 not among the voters");
    }

    @Test
    void anOldQuorumThatStandsBesideTheNewIsNamed() {
        ClusterRecord two = record(Phase.STEADY, quorum(1, "node2"), quorum(1, "node2", "node3"));

        assertThat(missing(state(two, primary("node1"), standby("node2"), standby("node3"))))
                .containsExactly("an older quorum is not dropped yet");
    }

    @Test
    void haproxyThatPointsElsewhereIsNamed() {
        assertThat(Readiness.missing(NODES, wholeState(), haproxy("node2")))
                .containsExactly("HAProxy sends writers to node2");
    }

    private static List<String> missing(ClusterState state) {
        return Readiness.missing(NODES, state, haproxy("node1"));
    }
}
