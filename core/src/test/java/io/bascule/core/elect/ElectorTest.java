package io.bascule.core.elect;

import static io.bascule.core.Fixture.N1;
import static io.bascule.core.Fixture.N2;
import static io.bascule.core.Fixture.N3;
import static io.bascule.core.Fixture.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.Fixture;
import io.bascule.core.judge.Reason;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Settings.Durability;
import io.bascule.events.Probe.Reach;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may change while the primary serves. */
class ElectorTest {
    private static final Quorum OLD = new Quorum(1, 4, List.of(N2, N3), 1);
    private final Fixture cluster = new Fixture().ping("node1", Reach.ANSWERS);

    @Test
    void nothingIsDoneWhileThePrimaryServes() {
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void notKnowingIsNeverAFailover() {
        for (Reason reason : Reason.values()) {
            if (reason.kind() == Reason.Kind.DONT_KNOW) {
                assertThat(cluster.judged(reason).next()).as("%s", reason).isInstanceOf(Step.Stay.class);
            }
        }
    }

    @Test
    void aLostPrimaryIsRevokedInTheNextTermAndNoQuorumIsForgotten() {
        var step = cluster.judged(Reason.NODE_GONE).change();
        assertThat(step.transition()).isEqualTo(Transition.SUSPECTED);
        assertThat(step.next().term()).isEqualTo(2);
        assertThat(step.next().version()).isEqualTo(cluster.record().version() + 1);
        assertThat(step.next().phase()).isEqualTo(Phase.REVOKING);
        assertThat(step.next().quorums()).containsExactly(OLD);
    }

    @Test
    void pausedNothingIsBegun() {
        cluster.paused().judged(Reason.NODE_GONE);
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNotNull());
    }

    @Test
    void pausedASwitchoverFromALostPrimaryIsRefusedInWords() {
        cluster.paused().judged(Reason.NODE_GONE);
        cluster.asked("node2", 1);
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Refuse.class, r -> assertThat(r.why()).contains("paused", "resume"));
    }

    @Test
    void aPrimaryThatStoodAloneIsNotReplacedAndPeopleAreTold() {
        cluster.quorums(OLD, new Quorum(1, 5, List.of(), 0)).judged(Reason.NODE_GONE);
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNotNull());
    }

    /** Its disk is there: only it can be chosen, and goes on with those that have heard of the new term. */
    @Test
    void oneThatStoodAloneAndStaysInRecoveryIsAskedForItsPromise() {
        cluster.quorums(OLD, new Quorum(1, 5, List.of(), 0)).judged(Reason.IN_RECOVERY);
        assertThat(cluster.change().next().phase()).isEqualTo(Phase.REVOKING);
        assertThat(cluster.paused().next().why()).contains("paused");
        cluster.phase(Phase.REVOKING, 2).promised(N2, 1, "0/200").promised(N3, 1, "0/200");
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.member(N1, m -> m).promised(N1, 1, "0/300");
        assertThat(cluster.change().next().primary()).isEqualTo(N1);
    }

    /** R7: the nodes that have seen more announce themselves a moment later. */
    @Test
    void anEtcdThatShowsLessThanThisCopyHasSeenBlocksFailover() {
        cluster.judged(Reason.NODE_GONE).copyHasSeen(1, 5);
        assertThat(cluster.next()).isInstanceOf(Step.Change.class);
        cluster.copyHasSeen(1, 6);
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNotNull());
    }

    @Test
    void anEtcdThatCameBackOlderBlocksFailover() {
        cluster.judged(Reason.NODE_GONE).member(N2, m -> m.seen("etcd", 1, 99));
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNotNull());
    }

    @Test
    void anotherEtcdWithoutAHigherTermBlocksFailover() {
        cluster.judged(Reason.NODE_GONE).member(N2, m -> m.seen("other", 1, 1));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    // Quorums

    @Test
    void aVoterThatLeftIsNarrowedOutButTheOldQuorumStaysListed() {
        cluster.member(N1, m -> m.primary(1).standbys(caughtUp(N2)).absentForMs(1_000, N3))
                .read();
        var step = cluster.change();
        assertThat(step.transition()).isEqualTo(Transition.QUORUM_ADDED);
        assertThat(step.next().quorums()).containsExactly(OLD, new Quorum(1, 6, List.of(N2), 1));
    }

    @Test
    void aVoterThatLeftForAMomentStays() {
        cluster.member(N1, m -> m.primary(1).standbys(caughtUp(N2)).absentForMs(999, N3))
                .read();
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    /** What it said last holds for as long as its lease lives: nobody could revoke a quorum that is weakened by it. */
    @Test
    void theLastWordOfADeadPrimaryNeverWeakensItsQuorum() {
        cluster.durability(Durability.AVAILABLE).member(N1, m -> m.primary(1).absentForMs(999, N2, N3));
        assertThat(cluster.after(60_000).read().next()).isInstanceOf(Step.Stay.class);
    }

    /** Its lease lives on for a while, and whoever decides may have stood still meanwhile. */
    @Test
    void whatAPrimarySaidBeforeAPauseWeakensNothing() {
        cluster.durability(Durability.AVAILABLE).member(N1, m -> m.primary(1).absentForMs(60_000, N2, N3));
        assertThat(cluster.resumed().read().next()).isInstanceOf(Step.Stay.class);
        cluster.member(N1, m -> m.primary(1).absentForMs(60_500, N2, N3)).read();
        assertThat(cluster.change().next().quorum().acks()).isZero();
    }

    /** It was said before etcd lost its leader, by a primary that may be no more, and stood in the log. */
    @Test
    void whatShowsFirstWhenTheStoreAnswersAgainWeakensNothing() {
        cluster.durability(Durability.AVAILABLE).read().storeAway();
        cluster.member(N1, m -> m.primary(1).absentForMs(60_000, N2, N3)).read();
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.member(N1, m -> m.primary(1).absentForMs(60_500, N2, N3)).read();
        assertThat(cluster.change().next().quorum().acks()).isZero();
    }

    @Test
    void whatAPrimarySaidHalfASecondAgoWeakensNothing() {
        cluster.durability(Durability.AVAILABLE)
                .member(N1, m -> m.primary(1).absentForMs(60_000, N2, N3))
                .read();
        assertThat(cluster.after(449).read().next()).isInstanceOf(Step.Change.class);
        assertThat(cluster.after(1).read().next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void acksAreLoweredOnceThePrimaryHasReadThat() {
        cluster.quorums(new Quorum(1, 4, List.of(N2, N3), 2));
        assertThat(cluster.next()).as("by a primary that wants two").isInstanceOf(Step.Stay.class);
        cluster.member(
                        N1,
                        m -> m.primary(1).standbys(caughtUp(N2), caughtUp(N3)).settled(4))
                .read();
        assertThat(cluster.change().next().quorum().acks()).isOne();
    }

    @Test
    void withNoStandbyLeftWritesWait() {
        cluster.member(N1, m -> m.primary(1).absentForMs(60_000, N2, N3));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void availableStandsAloneByTheRecordFirst() {
        cluster.durability(Durability.AVAILABLE);
        cluster.member(N1, m -> m.primary(1).absentForMs(60_000, N2, N3)).read();
        assertThat(cluster.change().next().quorum().acks()).isZero();
        assertThat(cluster.change().next().quorums()).contains(OLD);
    }

    @Test
    void whoStoodAloneTakesAStandbyBackByItself() {
        cluster.durability(Durability.AVAILABLE);
        cluster.quorums(new Quorum(1, 4, List.of(), 0))
                .member(N1, m -> m.primary(1).standbys(caughtUp(N2)));
        var step = cluster.change();
        assertThat(step.next().quorums())
                .containsExactly(new Quorum(1, 4, List.of(), 0), new Quorum(1, 6, List.of(N2), 1));
    }

    @Test
    void durabilityThatIsRaisedWhileAloneHoldsFromTheNextStandbyOn() {
        cluster.quorums(new Quorum(1, 4, List.of(), 0)).member(N1, m -> m.primary(1));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.member(N1, m -> m.primary(1).standbys(caughtUp(N3)));
        assertThat(cluster.change().next().quorum().acks()).isOne();
    }

    @Test
    void durabilityThatIsLoweredWhileWritesWaitLetsThemGo() {
        cluster.quorums(new Quorum(1, 4, List.of(N2), 1))
                .member(N1, m -> m.primary(1).absentForMs(60_000, N2))
                .read();
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.durability(Durability.AVAILABLE);
        assertThat(cluster.next()).as("by a primary that has not read it").isInstanceOf(Step.Stay.class);
        cluster.member(N1, m -> m.primary(1).absentForMs(60_000, N2)).read();
        assertThat(cluster.change().next().quorum().acks()).isZero();
    }

    @Test
    void theOldQuorumIsDroppedOnlyWhenTheNewestIsSettledInThisTerm() {
        cluster.quorums(OLD, new Quorum(1, 5, List.of(N2), 1));
        cluster.member(N1, m -> m.primary(1).standbys(caughtUp(N2)).settled(4));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
        cluster.member(N1, m -> m.primary(1).standbys(caughtUp(N2)).settled(5));
        var step = cluster.change();
        assertThat(step.transition()).isEqualTo(Transition.QUORUM_DROPPED);
        assertThat(step.next().quorums()).containsExactly(new Quorum(1, 5, List.of(N2), 1));
    }

    @Test
    void aStandbyThatCaughtUpBecomesAVoter() {
        cluster.quorums(new Quorum(1, 4, List.of(N2), 1));
        assertThat(cluster.change().next().quorum().voters()).containsExactly(N2, N3);
    }

    /** Its last word may have waited in etcd's log, and the standby may be lost with it. */
    @Test
    void noVoterIsAddedInTheNameOfAPrimaryThatMayBeDead() {
        cluster.quorums(new Quorum(1, 4, List.of(N2), 1)).storeAway().read();
        assertThat(cluster.next()).isInstanceOf(Step.Change.class);
        assertThat(cluster.after(450).next()).isInstanceOf(Step.Stay.class);
        assertThat(cluster.ping("node1", Reach.REFUSED).next()).isInstanceOf(Step.Stay.class);
        assertThat(cluster.ping("node1", Reach.ANSWERS).next()).isInstanceOf(Step.Change.class);
    }

    @Test
    void oneIsAddedWhereThePrimaryHasJustSaidSo() {
        cluster.quorums(new Quorum(1, 4, List.of(N2), 1)).ping("node1", Reach.SILENT);
        cluster.member(
                        N1,
                        m -> m.primary(1).standbys(caughtUp(N2), caughtUp(N3)).settled(4))
                .read();
        assertThat(cluster.next()).isInstanceOf(Step.Change.class);
        assertThat(cluster.after(450).next()).isInstanceOf(Step.Stay.class);
    }

    /** R3: its walreceiver came back by itself to a node that is primary again, and its executor has not seen that. */
    @Test
    void aStandbyThatTakesThePrimarysTimelineForAnotherTermsDoesNot() {
        cluster.phase(Phase.STEADY, 3)
                .quorums(new Quorum(3, 4, List.of(N2), 1))
                .member(N1, m -> m.primary(3).at(3, "0/300").standbys(caughtUp(N2), caughtUp(N3)));
        assertThat(cluster.member(N3, m -> m.at(1, "0/300")).next()).isInstanceOf(Step.Stay.class);
        assertThat(cluster.member(N3, m -> m.at(3, "0/300"))
                        .change()
                        .next()
                        .quorum()
                        .voters())
                .containsExactly(N2, N3);
    }

    /** The same where that primary has made no timeline yet: it may make one at any moment. */
    @Test
    void aStandbyThatFollowsInAFormerTermDoesNot() {
        cluster.phase(Phase.STEADY, 3)
                .quorums(new Quorum(3, 4, List.of(N2), 1))
                .member(N1, m -> m.primary(3).standbys(caughtUp(N2), caughtUp(N3)));
        assertThat(cluster.member(N3, m -> m.followingIn(2)).next()).isInstanceOf(Step.Stay.class);
        assertThat(cluster.member(N3, m -> m.followingIn(3))
                        .change()
                        .next()
                        .quorum()
                        .voters())
                .containsExactly(N2, N3);
    }

    @Test
    void aStandbyThatIsNotCaughtUpDoesNot() {
        cluster.quorums(new Quorum(1, 4, List.of(N2), 1));
        var behind = new io.bascule.core.record.MemberState.StreamingStandby(N3, io.bascule.events.Lsn.ZERO, false);
        cluster.member(N1, m -> m.primary(1).standbys(caughtUp(N2), behind));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void aNodeWithAnotherDiskReplacesItsFormerSelf() {
        var wiped = new Instance("node3", "abababab");
        cluster.member(wiped, m -> m);
        cluster.member(N1, m -> m.primary(1).standbys(caughtUp(N2), caughtUp(wiped)));
        assertThat(cluster.change().next().quorum().voters()).containsExactly(N2, wiped);
    }

    @Test
    void aFirstNodeLeavesZeroAcksWhenAStandbyCaughtUp() {
        cluster.quorums(new Quorum(1, 1, List.of(), 0))
                .member(N1, m -> m.primary(1).standbys(caughtUp(N2)));
        assertThat(cluster.change().next().quorum()).isEqualTo(new Quorum(1, 6, List.of(N2), 1));
    }

    @Test
    void aFirstNodeThatIsAloneStaysWritable() {
        cluster.quorums(new Quorum(1, 1, List.of(), 0)).member(N1, m -> m.primary(1));
        assertThat(cluster.next()).isInstanceOf(Step.Stay.class);
    }

    @Test
    void aPrimaryThatNobodyCanJudgeIsPagedAfterAWhile() {
        cluster.away("node1").judged(Reason.NOT_SEEN_YET).after(19_999);
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNull());
        cluster.after(1);
        assertThat(cluster.next())
                .isInstanceOfSatisfying(
                        Step.Stay.class, stay -> assertThat(stay.page()).isNotNull());
    }

    @Test
    void whatStoodAloneIsSaidDuringAPauseToo() {
        cluster.paused().quorums(new Quorum(1, 5, List.of(), 0)).judged(Reason.NODE_GONE);
        assertThat(cluster.next().why()).contains("stood alone");
    }

    @Test
    void quorumsThatCannotSettleDoNotKeepStandbysOut() {
        var hopeless = new Quorum(1, 5, List.of(), 1);
        cluster.quorums(OLD, hopeless, hopeless, hopeless)
                .member(N1, m -> m.primary(1).standbys(caughtUp(N2)));
        assertThat(cluster.change().next().quorum()).isEqualTo(new Quorum(1, 6, List.of(N2), 1));
    }
}
