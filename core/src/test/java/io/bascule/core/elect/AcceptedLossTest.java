package io.bascule.core.elect;

import static io.bascule.core.Fixture.N1;
import static io.bascule.core.Fixture.N2;
import static io.bascule.core.Fixture.N3;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.Fixture;
import io.bascule.core.judge.Reason;
import io.bascule.core.record.Decision;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R9: a failover from a lost primary that stood alone, with an operator's consent. */
class AcceptedLossTest {
    private static final Quorum ALONE = new Quorum(1, 4, List.of(), 0);
    private final Fixture cluster = new Fixture().quorums(ALONE);

    private void refused(String word) {
        assertThat(cluster.lossAccepted().next())
                .isInstanceOfSatisfying(
                        Step.Refuse.class, r -> assertThat(r.why()).contains(word));
    }

    @Test
    void waitsForEveryStandbyThatRunsAndNamesTheConsent() {
        var step = cluster.judged(Reason.NODE_GONE).lossAccepted().change();
        assertThat(step.next().phase()).isEqualTo(Phase.REVOKING);
        assertThat(step.next().term()).isEqualTo(2);
        assertThat(step.next().decision().cause()).isEqualTo(Decision.ACCEPTED_LOSS);
        assertThat(step.next().decision().evidence().getLast())
                .contains("somebody accepts", "none of [node2, node3]", "node1", "lost");
        assertThat(step.switchoverTaken()).isTrue();
        Quorum every = step.next().quorum();
        assertThat(every.isRevokedBy(List.of(N2))).isFalse();
        assertThat(every.isRevokedBy(List.of(N2, N3))).isTrue();
    }

    @Test
    void anOlderQuorumThatIsOutOfReachIsGivenUpToo() {
        Quorum older = new Quorum(1, 3, List.of(N2, N3), 1);
        cluster.quorums(older, ALONE).judged(Reason.NODE_GONE).member(N3, m -> m.postgres(Postgres.BUSY));
        var step = cluster.lossAccepted().change();
        assertThat(step.next().quorums()).containsExactly(new Quorum(1, 6, List.of(N2), 1));
        assertThat(step.next().decision().evidence().getLast()).contains("though [node3] may have them");
    }

    @Test
    void anOlderQuorumInReachIsStillToBeRevoked() {
        Quorum older = new Quorum(1, 3, List.of(N2), 1);
        cluster.quorums(older, ALONE).judged(Reason.NODE_GONE);
        assertThat(cluster.lossAccepted().change().next().quorums())
                .containsExactly(older, new Quorum(1, 6, List.of(N2, N3), 1));
    }

    @Test
    void theOldPrimaryThatIsReinstatedMayStillAcknowledgeAlone() {
        Quorum every = new Quorum(1, 5, List.of(N2, N3), 1);
        var step = cluster.quorums(every)
                .phase(Phase.REVOKING, 2)
                .decidedBy(Decision.ACCEPTED_LOSS)
                .away("node3")
                .member(N1, m -> m.primary(1).seen("etcd", 2, 5))
                .promised(N2, 1, "0/100")
                .phaseAge(60_000)
                .change();

        assertThat(step.transition()).isEqualTo(Transition.REINSTATED);
        assertThat(step.next().quorums())
                .containsExactly(every, new Quorum(2, 6, List.of(), 0), new Quorum(2, 6, List.of(N2), 1));
        cluster.quorums(step.next().quorums().toArray(Quorum[]::new))
                .phase(Phase.STEADY, 2)
                .member(N1, m -> m.primary(2))
                .judged(Reason.NODE_GONE);
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void worksDuringAPauseSinceAnOperatorAsks() {
        cluster.paused();
        assertThat(cluster.judged(Reason.NODE_GONE).lossAccepted().change().transition())
                .isEqualTo(Transition.SUSPECTED);
    }

    @Test
    void aPrimaryThatServesIsNotGivenUp() {
        refused("not judged lost");
        cluster.judged(Reason.SLOW);
        refused("not judged lost");
        cluster.away("node1").judged(Reason.ANSWERS);
        refused("not judged lost");
        cluster.judged(Reason.MONITOR_SILENT);
        refused("not judged lost");
    }

    @Test
    void oneThatIsAwayIsLostByTheOperatorsWord() {
        cluster.away("node1").judged(Reason.TOO_FEW_OBSERVERS);
        assertThat(cluster.lossAccepted().change().transition()).isEqualTo(Transition.SUSPECTED);
    }

    @Test
    void whereNobodyStoodAloneNothingIsGivenUp() {
        cluster.quorums(new Quorum(1, 4, List.of(N2, N3), 1)).judged(Reason.NODE_GONE);
        refused("did not stand alone");
    }

    @Test
    void withoutAStandbyThereIsNobodyToPromote() {
        cluster.away("node2").away("node3").judged(Reason.NODE_GONE);
        refused("no standby runs");
    }

    @Test
    void withoutConsentItStaysBlocked() {
        assertThat(cluster.judged(Reason.NODE_GONE).next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNotNull());
        assertThat(cluster.member(N1, m -> m.primary(1)).next()).isInstanceOf(Step.Stay.class);
    }

    /** node1 and node3 are gone: node3 may have been the only one to get a commit. */
    private Fixture stalled() {
        return cluster.quorums(new Quorum(1, 4, List.of(N2, N3), 1))
                .phase(Phase.REVOKING, 2)
                .away("node1")
                .away("node3")
                .promised(N2, 1, "0/100")
                .phaseAge(60_000);
    }

    @Test
    void inARevocationThatStallsVotersThatAreGoneAreGivenUp() {
        assertThat(stalled().next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNotNull());
        var step = cluster.lossAccepted().change();
        assertThat(step.transition()).isEqualTo(Transition.LOSS_ACCEPTED);
        assertThat(step.next().term()).isEqualTo(3);
        assertThat(step.next().primary()).isEqualTo(N1);
        assertThat(step.next().quorums()).containsExactly(new Quorum(2, 6, List.of(N2), 1));
        assertThat(step.next().decision().evidence().getLast())
                .contains("none of [node2]", "though [node3] may have them", "node1");
        assertThat(step.switchoverTaken()).isTrue();
    }

    @Test
    void onlyThoseOutOfReachAreGivenUp() {
        Quorum inReach = new Quorum(1, 3, List.of(N2), 1);
        stalled().quorums(inReach, new Quorum(1, 4, List.of(N2, N3), 1));
        assertThat(cluster.lossAccepted().change().next().quorums())
                .containsExactly(inReach, new Quorum(2, 6, List.of(N2), 1));
    }

    @Test
    void aRevocationIsGivenItsTimeFirst() {
        assertThat(stalled().phaseAge(4_999).lossAccepted().next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void aConsentThatIsNotNeededAnyMoreIsDropped() {
        var step = stalled()
                .member(N3, m -> m)
                .promised(N3, 1, "0/100")
                .lossAccepted()
                .change();
        assertThat(step.transition()).isEqualTo(Transition.ELECTED);
        assertThat(step.switchoverTaken()).isTrue();
    }

    @Test
    void whoRunsAndDoesNotPromiseIsGivenUp() {
        stalled().member(N3, m -> m);
        assertThat(cluster.lossAccepted().change().next().quorums()).containsExactly(new Quorum(2, 6, List.of(N2), 1));
    }

    @Test
    void aPrimaryThatIsThereWithItsDiskIsNotGivenUp() {
        stalled().member(N1, m -> m.primary(1).postgres(Postgres.STOPPED));
        refused("is there with its disk");
    }

    @Test
    void whereNobodyPromisedThereIsNobodyToChoose() {
        cluster.quorums(new Quorum(1, 4, List.of(N2, N3), 1))
                .phase(Phase.REVOKING, 2)
                .away("node1")
                .phaseAge(60_000);
        refused("no standby has promised");
    }

    /** Of those that ran when the loss was accepted, node3 went away too. */
    @Test
    void aLossCanBeAcceptedAgain() {
        stalled().decidedBy(Decision.ACCEPTED_LOSS).quorums(new Quorum(1, 5, List.of(N2, N3), 1));
        assertThat(cluster.lossAccepted().change().next().quorums()).containsExactly(new Quorum(2, 6, List.of(N2), 1));
    }

    /** Too few are left to judge the primary, so that no revocation begins by itself. */
    @Test
    void aPrimaryThatIsAwayWithTooManyStandbysIsLostByTheOperatorsWord() {
        cluster.quorums(new Quorum(1, 4, List.of(N2, N3), 1)).away("node1").judged(Reason.TOO_FEW_OBSERVERS);
        refused("did not stand alone");
        var step = cluster.away("node3").lossAccepted().change();
        assertThat(step.transition()).isEqualTo(Transition.SUSPECTED);
        assertThat(step.next().quorums()).containsExactly(new Quorum(1, 6, List.of(N2), 1));
    }
}
