package io.bascule.core.elect;

import static io.bascule.core.Fixture.N1;
import static io.bascule.core.Fixture.N2;
import static io.bascule.core.Fixture.N3;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.Fixture;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From the first promise to a primary that serves again. */
class RevocationTest {
    private static final Quorum OLD = new Quorum(1, 4, List.of(N2, N3), 1);
    private final Fixture cluster = new Fixture();

    // REVOKING

    private Fixture revoking() {
        return cluster.phase(Phase.REVOKING, 2);
    }

    /** The old primary runs, and has seen that it is to be revoked. */
    private Fixture answering() {
        return revoking().member(N1, m -> m.primary(1).seen("etcd", 2, 5));
    }

    @Test
    void onePromiseOfTwoVotersIsNotEnough() {
        assertThat(revoking().promised(N2, 1, "0/200").next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void theMostAdvancedWins() {
        var step = revoking().promised(N2, 1, "0/200").promised(N3, 1, "0/100").change();
        assertThat(step.transition()).isEqualTo(Transition.ELECTED);
        assertThat(step.next().primary()).isEqualTo(N2);
        assertThat(step.next().term()).isEqualTo(2);
        assertThat(step.next().quorums()).containsExactly(OLD, new Quorum(2, 6, List.of(N3), 1));
    }

    @Test
    void aLaterTermIsMoreAdvancedThanAHigherLsn() {
        assertThat(revoking()
                        .promised(N2, 1, "9/0")
                        .promised(N3, 2, "0/1")
                        .change()
                        .next()
                        .primary())
                .isEqualTo(N3);
    }

    @Test
    void priorityBreaksTiesOnly() {
        cluster.prefers("node3");
        revoking().promised(N2, 1, "0/200").promised(N3, 1, "0/200");
        assertThat(cluster.change().next().primary()).isEqualTo(N3);
    }

    @Test
    void priorityNeverBeatsWal() {
        cluster.prefers("node3");
        revoking().promised(N2, 1, "0/201").promised(N3, 1, "0/200");
        assertThat(cluster.change().next().primary()).isEqualTo(N2);
    }

    @Test
    void everyListedQuorumMustBeRevoked() {
        var n4 = new Instance("node4", "44444444");
        revoking()
                .quorums(OLD, new Quorum(1, 5, List.of(N2, n4), 1))
                .promised(N2, 1, "0/1")
                .promised(N3, 1, "0/1");
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.member(n4, m -> m).promised(n4, 1, "0/1");
        assertThat(cluster.change().transition()).isEqualTo(Transition.ELECTED);
    }

    @Test
    void aPromiseOfAnotherDiskDoesNotCount() {
        var wiped = new Instance("node3", "abababab");
        cluster.member(wiped, m -> m);
        revoking().promised(N2, 1, "0/1").member(wiped, m -> m).promised(wiped, 1, "0/1");
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void anAdvancedNodeThatIsAwayIsNotPassedOver() {
        revoking().promised(N2, 1, "0/1").promised(N3, 1, "0/9").away("node3");
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void theStoppedPrimarysDiskStandsForAMissingVoter() {
        var step = revoking()
                .away("node3")
                .promised(N2, 1, "0/1")
                .promisedStopped(N1, 1, "0/9")
                .change();
        assertThat(step.next().primary()).isEqualTo(N1);
    }

    @Test
    void theStoppedPrimaryIsNotRestartedWhereTheStandbysSuffice() {
        revoking().promised(N2, 1, "0/1").promised(N3, 1, "0/1").promisedStopped(N1, 1, "0/9");
        assertThat(cluster.change().next().primary()).isEqualTo(N2);
    }

    @Test
    void theStoppedPrimarysDiskSaysNothingOfLaterTerms() {
        cluster.phase(Phase.REVOKING, 3)
                .primary(N2)
                .quorums(OLD, new Quorum(2, 5, List.of(N3), 1))
                .away("node3")
                .promisedStopped(N1, 1, "0/9");
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    /** R1: it was chosen by promises that revoked all of them, though its node may not have seen that. */
    @Test
    void theDiskThatWasChosenBeforeStandsForEveryQuorum() {
        cluster.phase(Phase.REVOKING, 3)
                .primary(N2)
                .quorums(OLD, new Quorum(2, 5, List.of(N3), 1))
                .away("node3")
                .promised(N1, 1, "0/1");
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        assertThat(cluster.promised(N2, 1, "0/2").change().transition()).isEqualTo(Transition.ELECTED);
    }

    @Test
    void withTooFewPromisesTheOldPrimaryIsReinstatedAfterTheBound() {
        answering().away("node3").promised(N2, 1, "0/100").phaseAge(4_999);
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        var step = cluster.phaseAge(5_000).change();
        assertThat(step.transition()).isEqualTo(Transition.REINSTATED);
        assertThat(step.next().primary()).isEqualTo(N1);
        assertThat(step.next().quorums()).containsExactly(OLD, new Quorum(2, 6, List.of(N2, N3), 1));
    }

    /** Its commits wait for nobody anew, and whom the executors' absence keeps from promising still acknowledges. */
    @Test
    void aReinstatedPrimaryThatRunsKeepsItsVoters() {
        answering().phaseAge(5_000);
        assertThat(cluster.change().next().quorum()).isEqualTo(new Quorum(2, 6, List.of(N2, N3), 1));
    }

    private Fixture stopped() {
        return revoking()
                .member(N1, m -> m.primary(1).postgres(Postgres.EXITED).seen("etcd", 2, 5))
                .phaseAge(5_000);
    }

    /** R5: node3 may stream again and not know the term: what it acknowledged it would promise as the former term's. */
    @Test
    void whoHasNotPromisedAcknowledgesNothingToAReinstatedPrimaryThatMakesATimeline() {
        stopped().promised(N2, 1, "0/100");
        assertThat(cluster.change().next().quorum().voters()).containsExactly(N2);
    }

    @Test
    void aStoppedPrimaryThatNobodyPromisedWaitsForItsStandbys() {
        stopped();
        assertThat(cluster.change().next().quorum()).isEqualTo(new Quorum(2, 6, List.of(), 1));
    }

    @Test
    void aReinstatedPrimaryThatStoodAloneGoesOnAlone() {
        answering().quorums(new Quorum(1, 4, List.of(), 0)).phaseAge(5_000);
        assertThat(cluster.change().next().quorum()).isEqualTo(new Quorum(2, 6, List.of(), 0));
    }

    @Test
    void anOldPrimaryBehindAPromiseIsNotReinstated() {
        answering().away("node3").promised(N2, 1, "0/101").phaseAge(60_000);
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNotNull());
    }

    /** R5: it may have been promoted for its old term once more, or be about to. */
    @Test
    void anOldPrimaryThatHasNotSeenItsRevocationIsNotReinstated() {
        revoking().away("node3").phaseAge(60_000);
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.member(N1, m -> m.primary(1).postgres(Postgres.EXITED));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void aStoppedOldPrimaryIsReinstatedOnceItSaysWhereItsWalEnds() {
        revoking().away("node3").phaseAge(60_000);
        cluster.member(
                N1,
                m -> m.primary(1).postgres(Postgres.EXITED).seen("etcd", 2, 5).at(0, "0/0"));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.member(N1, m -> m.primary(1).postgres(Postgres.EXITED).seen("etcd", 2, 5));
        assertThat(cluster.change().transition()).isEqualTo(Transition.REINSTATED);
    }

    /** It would keep an operator from accepting a loss. */
    @Test
    void aSwitchoverThatAFailoverHasOvertakenIsRefusedWhenThatStalls() {
        revoking().away("node1").away("node3").asked("node2", 1).phaseAge(60_000);
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Refuse.class, r -> assertThat(r.why()).contains("overtaken"));
    }

    @Test
    void aReinstatedPrimarysLastTimelineIsKnownFromThenOn() {
        answering()
                .away("node3")
                .phaseAge(60_000)
                .member(N1, m -> m.primary(1).at(1, "0/300").timeline(2).seen("etcd", 2, 5));
        assertThat(cluster.change().next().newestTimeline()).isEqualTo(new Timeline(2, 1, Lsn.ZERO));
    }

    @Test
    void aStandbysLastTimelineIsKnownFromItsElectionOn() {
        revoking().promised(N2, 1, "0/300", 2).promised(N3, 1, "0/100", 1);
        assertThat(cluster.change().next().newestTimeline()).isEqualTo(new Timeline(2, 1, Lsn.ZERO));
    }

    @Test
    void anOldPrimaryWithAnotherDiskIsNotReinstated() {
        revoking()
                .away("node3")
                .member(new Instance("node1", "cdcdcdcd"), m -> m.primary(1).seen("etcd", 2, 5));
        assertThat(cluster.promised(N2, 1, "0/1").phaseAge(60_000).next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void aCandidateWithNoFollowersMakesWritesWait() {
        revoking().quorums(new Quorum(1, 4, List.of(N2), 1)).away("node3").promised(N2, 1, "0/1");
        assertThat(cluster.change().next().quorum()).isEqualTo(new Quorum(2, 6, List.of(), 1));
    }

    // PROMOTING

    private Fixture promoting() {
        return cluster.phase(Phase.PROMOTING, 2).primary(N2).quorums(OLD, new Quorum(2, 5, List.of(N3), 1));
    }

    @Test
    void theRecordOpensWhenTheCandidateIsWritableInThisTerm() {
        promoting().member(N2, m -> m.primary(1));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.member(N2, m -> m.primary(2).at(2, "0/300").timeline(2));
        var step = cluster.change();
        assertThat(step.transition()).isEqualTo(Transition.OPENED);
        assertThat(step.next().quorums()).hasSize(2);
        assertThat(step.next().newestTimeline().term()).isEqualTo(2);
        assertThat(step.finished()).isTrue();
    }

    @Test
    void aReinstatedPrimaryMakesNoTimeline() {
        cluster.phase(Phase.PROMOTING, 2).member(N1, m -> m.primary(2).at(1, "0/300"));
        assertThat(cluster.change().next().timelines())
                .isEqualTo(cluster.record().timelines());
    }

    /** R5: as everybody knows it who has WAL of it. */
    @Test
    void aReinstatedPrimarysTimelineThatNeverCameIntoTheRecordIsOfTheTermThatMadeIt() {
        cluster.phase(Phase.PROMOTING, 3)
                .member(N1, m -> m.primary(3).at(2, "0/300").timeline(2));
        assertThat(cluster.change().next().newestTimeline().term()).isEqualTo(2);
    }

    @Test
    void aCandidateThatExitedIsRevokedWithAllQuorums() {
        var step = promoting().member(N2, m -> m.postgres(Postgres.EXITED)).change();
        assertThat(step.transition()).isEqualTo(Transition.CANDIDATE_LOST);
        assertThat(step.next().term()).isEqualTo(3);
        assertThat(step.next().quorums()).hasSize(2);
    }

    @Test
    void aStoppedPrimaryThatWasElectedIsNotLostForTheExitItWasElectedAfter() {
        cluster.phase(Phase.PROMOTING, 2).member(N1, m -> m.primary(1).postgres(Postgres.EXITED));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void aCandidateThatTakesTooLongIsRevoked() {
        assertThat(promoting().phaseAge(9_999).next()).isInstanceOf(Step.Stay.class);
        assertThat(cluster.phaseAge(10_000).change().transition()).isEqualTo(Transition.CANDIDATE_LOST);
    }
}
