package io.bascule.core.elect;

import static io.bascule.core.Fixture.N1;
import static io.bascule.core.Fixture.N2;
import static io.bascule.core.Fixture.N3;
import static io.bascule.core.Fixture.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.Fixture;
import io.bascule.core.judge.Reason;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A planned change of primary leaves nothing out, and can be given up before anybody promised. */
class SwitchoverTest {
    private final Fixture cluster = new Fixture();

    private void refused(String word) {
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Refuse.class, refuse -> assertThat(refuse.why()).contains(word));
    }

    @Test
    void beginsByDrainingInThePrimarysOwnTerm() {
        var step = cluster.asked("node3", 1).change();
        assertThat(step.transition()).isEqualTo(Transition.SWITCHOVER_ASKED);
        assertThat(step.next().term()).isEqualTo(1);
        assertThat(step.next().decision().candidate()).isEqualTo("node3");
        assertThat(step.switchoverTaken()).isTrue();
    }

    @Test
    void toThePrimaryItselfIsRefused() {
        cluster.asked("node1", 1);
        refused("already");
    }

    @Test
    void toAStrangerIsRefused() {
        cluster.asked("node9", 1);
        refused("not a member");
    }

    @Test
    void fromAPrimaryWhoseCommitsWaitForNobodyIsRefused() {
        cluster.asked("node3", 1).quorums(new Quorum(1, 4, List.of(), 0), new Quorum(1, 5, List.of(N2, N3), 1));
        refused("do not wait for a standby yet");
    }

    @Test
    void toAStandbyThatDoesNotStreamIsRefused() {
        cluster.asked("node3", 1).member(N1, m -> m.primary(1).standbys(caughtUp(N2)));
        refused("does not stream");
    }

    @Test
    void duringAPauseIsDoneAsAsked() {
        cluster.paused().asked("node3", 1);
        assertThat(cluster.change().transition()).isEqualTo(Transition.SWITCHOVER_ASKED);
    }

    @Test
    void overtakenByAFailoverIsRefused() {
        cluster.asked("node3", 0);
        refused("overtaken");
    }

    @Test
    void waitsUntilQuorumsHaveSettled() {
        cluster.quorums(new Quorum(1, 4, List.of(N2), 1), new Quorum(1, 5, List.of(N2, N3), 1))
                .asked("node3", 1);
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    private Fixture draining() {
        return cluster.phase(Phase.DRAINING, 1).candidate("node3");
    }

    @Test
    void revokesOnlyWhenTheCandidateHasTheShutdownCheckpoint() {
        draining().member(N1, m -> m.primary(1).stoppedCleanlyAt("0/500")).member(N2, m -> m.at(1, "0/500"));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        var step = cluster.member(N3, m -> m.at(1, "0/500")).change();
        assertThat(step.transition()).isEqualTo(Transition.DRAINED);
        assertThat(step.next().term()).isEqualTo(2);
        assertThat(step.next().decision().candidate()).isEqualTo("node3");
    }

    @Test
    void aPrimaryThatIsStoppingIsNotSuspected() {
        assertThat(draining().judged(Reason.CONNECTION_REFUSED).next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void aPrimaryThatDiesWhileDrainingIsFailedOver() {
        draining().judged(Reason.POSTMASTER_EXITED).member(N1, m -> m.primary(1).postgres(Postgres.EXITED));
        assertThat(cluster.change().transition()).isEqualTo(Transition.LOST_WHILE_DRAINING);
    }

    @Test
    void aPrimaryThatStoppedUncleanlyHasNothingMoreToHandOver() {
        draining().judged(Reason.STARTING).member(N1, m -> m.primary(1).postgres(Postgres.STOPPED));
        assertThat(cluster.change().transition()).isEqualTo(Transition.LOST_WHILE_DRAINING);
    }

    @Test
    void notDrainedWithinTheBoundItIsGivenUpInTheSameTerm() {
        var step = draining().phaseAge(10_000).change();
        assertThat(step.transition()).isEqualTo(Transition.DRAIN_ABANDONED);
        assertThat(step.next().term()).isEqualTo(1);
        assertThat(step.next().phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void theCandidateIsWaitedForAndWinsTies() {
        cluster.phase(Phase.REVOKING, 2)
                .candidate("node3")
                .promised(N2, 1, "0/500")
                .promisedStopped(N1, 1, "0/500");
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        assertThat(cluster.promised(N3, 1, "0/500").change().next().primary()).isEqualTo(N3);
    }

    @Test
    void theStoppedPrimaryIsNotElectedBeforeAStandbyCouldPromise() {
        cluster.phase(Phase.REVOKING, 2).promisedStopped(N1, 1, "0/500");
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        assertThat(cluster.promised(N2, 1, "0/500").change().next().primary()).isEqualTo(N2);
    }

    @Test
    void theStoppedPrimaryIsElectedWhereNoStandbyPromisesInTime() {
        cluster.phase(Phase.REVOKING, 2).promisedStopped(N1, 1, "0/500").phaseAge(2_500);
        assertThat(cluster.change().next().primary()).isEqualTo(N1);
    }

    @Test
    void aStandbyWinsTiesOverTheStoppedPrimary() {
        cluster.phase(Phase.REVOKING, 2).away("node3").promised(N2, 1, "0/500").promisedStopped(N1, 1, "0/500");
        assertThat(cluster.change().next().primary()).isEqualTo(N2);
    }
}
