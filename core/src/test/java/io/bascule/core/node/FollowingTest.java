package io.bascule.core.node;

import static io.bascule.core.node.NodeFixture.FORK;
import static io.bascule.core.node.NodeFixture.NODE1;
import static io.bascule.core.node.NodeFixture.NODE2;
import static io.bascule.core.node.NodeFixture.NODE3;
import static io.bascule.core.node.NodeFixture.standbyOfNode1;
import static io.bascule.core.node.NodeFixture.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.node.Disk.Data;
import io.bascule.core.node.NodeAction.AbortTask;
import io.bascule.core.node.NodeAction.Clone;
import io.bascule.core.node.NodeAction.CutOff;
import io.bascule.core.node.NodeAction.Follow;
import io.bascule.core.node.NodeAction.RefuseData;
import io.bascule.core.node.NodeAction.Rewind;
import io.bascule.core.node.NodeAction.StartCut;
import io.bascule.core.node.NodeAction.StartFollowing;
import io.bascule.core.node.NodeAction.StopImmediately;
import io.bascule.core.node.NodeAction.StopStandby;
import io.bascule.core.node.NodeAction.WaitFor;
import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Timeline;
import org.junit.jupiter.api.Test;

class FollowingTest {
    private static final Timeline OF_TERM_2 = new Timeline(2, 2, FORK);

    private static NodeFixture node3IsPrimaryOfTerm2() {
        return standbyOfNode1().record(2, Phase.STEADY, NODE3, OF_TERM_2).member(NODE3, Role.PRIMARY, 2, "0/6000");
    }

    private static NodeFixture node3IsCandidateOfTerm2(String promisedLsn) {
        return standbyOfNode1()
                .record(2, Phase.PROMOTING, NODE3)
                .member(NODE3, Role.STANDBY, 1, promisedLsn)
                .promise(2, NODE3, 1, promisedLsn)
                .promised(2)
                .cut();
    }

    @Test
    void aStandbyOfThisTermsPrimaryHasNothingToDo() {
        assertThat(standbyOfNode1().next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void whoListensToAnotherIsCutOffBeforeItsWalIsCompared() {
        assertThat(node3IsPrimaryOfTerm2().next()).isInstanceOf(CutOff.class);
    }

    @Test
    void whatEndsBeforeTheForkFollows() {
        assertThat(node3IsPrimaryOfTerm2().cut().wal(1, 1, "0/5000").next()).isInstanceOf(Follow.class);
    }

    @Test
    void whatGoesOnAfterTheForkIsStoppedAndRewound() {
        NodeFixture ahead = node3IsPrimaryOfTerm2().cut().wal(1, 1, "0/5008");
        assertThat(ahead.next()).isInstanceOf(StopStandby.class);
        assertThat(ahead.process(Process.DOWN, 10).next()).isInstanceOf(Rewind.class);
    }

    @Test
    void aTimelineOfAnotherTermIsClonedThoughItsNumberIsTheSame() {
        NodeFixture other = node3IsPrimaryOfTerm2().record(3, Phase.STEADY, NODE3, new Timeline(2, 3, FORK));
        assertThat(other.cut().wal(2, 2, "0/4800").process(Process.DOWN, 10).next())
                .isInstanceOf(Clone.class);
    }

    @Test
    void theCandidateIsFollowedBeforeItHasFinished() {
        assertThat(node3IsCandidateOfTerm2("0/4000").next()).isInstanceOfSatisfying(Follow.class, f -> {
            assertThat(f.primary()).isEqualTo(upstream(2, NODE3));
            assertThat(f.historyTerm()).isEqualTo(1);
        });
    }

    @Test
    void whoIsAheadOfTheCandidateDoesNotConnectToIt() {
        assertThat(node3IsCandidateOfTerm2("0/3FF8").next()).isInstanceOf(WaitFor.class);
    }

    /** Its last WAL is of term 3, and where that left the timeline of term 1 is not in the record. */
    @Test
    void nobodyConnectsToACandidateWhoseTimelineTheRecordDoesNotKnow() {
        NodeFixture standby = standbyOfNode1()
                .record(4, Phase.PROMOTING, NODE3)
                .member(NODE3, Role.STANDBY, 3, "0/3000")
                .promise(4, NODE3, 3, "0/3000")
                .promised(4)
                .cut();
        assertThat(standby.next()).isInstanceOf(WaitFor.class);
    }

    private static NodeFixture stranded() {
        return standbyOfNode1().member(NODE1, Role.PRIMARY, 1, "0/6000").stranded();
    }

    @Test
    void whoCanNeverBeSentWhatItNeedsIsCloned() {
        assertThat(stranded().next()).isInstanceOf(Clone.class);
        assertThat(stranded().process(Process.DOWN, 10).next()).isInstanceOf(Clone.class);
    }

    /** There is nothing to copy from, and its promise may be what the next primary is chosen by. */
    @Test
    void whoIsStrandedKeepsItsDiskWhileNoPrimaryServes() {
        NodeFixture revoking = stranded().record(2, Phase.REVOKING, NODE1);
        assertThat(revoking.next()).isInstanceOf(NodeAction.CutAndPromise.class);
        NodeFixture gone = stranded().member(NODE1, Role.STANDBY, 1, "0/6000");
        assertThat(gone.next()).isInstanceOf(WaitFor.class);
        assertThat(gone.process(Process.DOWN, 10).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void whoIsStrandedKeepsItsDiskWhileAnOlderQuorumCountsOnIt() {
        NodeFixture voter = standbyOfNode1().voters(NODE2, NODE3).unsettled();
        voter.record(1, Phase.STEADY, NODE1)
                .member(NODE1, Role.PRIMARY, 1, "0/6000")
                .stranded();
        assertThat(voter.recordFor(9_999).next()).isInstanceOf(WaitFor.class);
        assertThat(voter.recordFor(10_000).next()).isInstanceOf(Clone.class);
    }

    /** What was found is of another primary's WAL. */
    @Test
    void whoWasStrandedByThePrimaryOfBeforeIsComparedWithThisOne() {
        assertThat(node3IsPrimaryOfTerm2().stranded().next()).isInstanceOf(CutOff.class);
    }

    /** R1: were the new primary's disk lost now, only this one might be able to promise for the older quorum. */
    @Test
    void aVoterOfAnOlderQuorumKeepsItsDiskUntilThatHasLeftTheRecord() {
        NodeFixture voter = standbyOfNode1().voters(NODE1, NODE2).unsettled();
        voter.record(2, Phase.STEADY, NODE3, OF_TERM_2).member(NODE3, Role.PRIMARY, 2, "0/6000");
        voter.cut().wal(1, 1, "0/5008").process(Process.DOWN, 10);
        assertThat(voter.recordFor(9_999).next()).isInstanceOf(WaitFor.class);
        assertThat(voter.recordFor(10_000).next()).isInstanceOf(Rewind.class);
    }

    @Test
    void aVoterThatTheNewPrimaryCannotDoWithoutDoesNotWait() {
        NodeFixture voter = standbyOfNode1().voters(NODE2).unsettled();
        voter.record(2, Phase.STEADY, NODE3, OF_TERM_2).member(NODE3, Role.PRIMARY, 2, "0/6000");
        voter.cut().wal(1, 1, "0/5008").process(Process.DOWN, 10);
        assertThat(voter.recordFor(1_000).next()).isInstanceOf(Rewind.class);
    }

    @Test
    void whoPromisedANewerTermFollowsNobodyOlder() {
        assertThat(node3IsPrimaryOfTerm2().cut().promised(3).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void aRunningOldPrimaryIsStoppedAtOnce() {
        assertThat(node3IsPrimaryOfTerm2().primaryDisk(1).next()).isInstanceOf(StopImmediately.class);
        assertThat(node3IsCandidateOfTerm2("0/4000").primaryDisk(1).next()).isInstanceOf(StopImmediately.class);
    }

    @Test
    void soIsOneThatIsOnlyStartingAsPrimary() {
        assertThat(node3IsPrimaryOfTerm2()
                        .primaryDisk(1)
                        .process(Process.STARTING, 5)
                        .next())
                .isInstanceOf(StopImmediately.class);
    }

    @Test
    void aPromotionThatIsNoLongerWantedIsStopped() {
        assertThat(node3IsPrimaryOfTerm2().cut().promoting(1).next()).isInstanceOf(StopImmediately.class);
    }

    @Test
    void aStoppedOldPrimaryWithNothingOfItsOwnStartsAsAStandbyWhenTheNewOneServes() {
        NodeFixture stopped = node3IsCandidateOfTerm2("0/4000")
                .primaryDisk(1)
                .wal(1, 1, "0/4000")
                .process(Process.DOWN, 5);
        assertThat(stopped.next()).isInstanceOf(WaitFor.class);
        assertThat(stopped.record(2, Phase.STEADY, NODE3, OF_TERM_2)
                        .member(NODE3, Role.PRIMARY, 2, "0/6000")
                        .wal(1, 1, "0/4000")
                        .next())
                .isInstanceOf(StartCut.class);
    }

    @Test
    void aStoppedOldPrimaryThatIsToAcknowledgeStartsBeforeTheNewOneServes() {
        assertThat(stoppedOldPrimaryInTerm2().next()).isInstanceOf(StartCut.class);
        assertThat(stoppedOldPrimaryInTerm2(NODE2).next()).isInstanceOf(StartCut.class);
        assertThat(stoppedOldPrimaryInTerm2(NODE1).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void aStoppedOldPrimaryLeavesTheNewOneItsFirstMoments() {
        NodeFixture opened = stoppedOldPrimaryInTerm2(NODE1)
                .unsettled()
                .record(2, Phase.STEADY, NODE3, OF_TERM_2)
                .member(NODE3, Role.PRIMARY, 2, "0/6000");
        assertThat(opened.recordFor(Following.FIRST_MOMENTS_MS - 1).next()).isInstanceOf(WaitFor.class);
        assertThat(opened.recordFor(Following.FIRST_MOMENTS_MS).next()).isInstanceOf(StartCut.class);
    }

    private static NodeFixture stoppedOldPrimaryInTerm2(Instance... voters) {
        return node3IsCandidateOfTerm2("0/4000")
                .voters(voters)
                .record(2, Phase.PROMOTING, NODE3)
                .primaryDisk(1)
                .wal(1, 1, "0/4000")
                .process(Process.DOWN, 5);
    }

    @Test
    void aStoppedOldPrimaryWithMoreWaitsForTheNewOneToServe() {
        NodeFixture more = node3IsCandidateOfTerm2("0/4000")
                .primaryDisk(1)
                .wal(1, 1, "0/9000")
                .process(Process.EXITED, 9000);
        assertThat(more.next()).isInstanceOf(WaitFor.class);
        assertThat(more.record(2, Phase.STEADY, NODE3, OF_TERM_2).next()).isInstanceOf(WaitFor.class);
        assertThat(more.member(NODE3, Role.PRIMARY, 2, "0/6000").next()).isInstanceOf(Rewind.class);
    }

    @Test
    void aStandbyWhoseEndIsNotKnownShowsItBeforeItFollows() {
        NodeFixture cut = node3IsPrimaryOfTerm2().cut();
        assertThat(cut.wal(1, 1, "0/4000").next()).isInstanceOf(Follow.class);
        assertThat(cut.wal(1, 1, null).next()).isInstanceOf(CutOff.class);
    }

    @Test
    void aStandbyThatEndedStartsWithItsUpstreamInTheSameTerm() {
        assertThat(standbyOfNode1().process(Process.EXITED, 5).next()).isInstanceOf(StartFollowing.class);
        assertThat(standbyOfNode1().process(Process.EXITED, 5).exits(4).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void aStandbyThatSleptThroughAChangeStartsCut() {
        assertThat(node3IsPrimaryOfTerm2()
                        .wal(1, 1, null)
                        .process(Process.DOWN, 5)
                        .next())
                .isInstanceOf(StartCut.class);
    }

    @Test
    void anEmptyNodeIsClonedWhenThePrimaryServes() {
        assertThat(standbyOfNode1().data(Data.EMPTY).process(Process.DOWN, 5).next())
                .isInstanceOf(Clone.class);
        assertThat(standbyOfNode1()
                        .record(1, Phase.REVOKING, NODE1)
                        .data(Data.EMPTY)
                        .process(Process.DOWN, 5)
                        .next())
                .isInstanceOf(WaitFor.class);
    }

    @Test
    void aHalfDoneCloneIsBegunAgain() {
        assertThat(standbyOfNode1()
                        .data(Data.INCOMPLETE)
                        .process(Process.DOWN, 5)
                        .next())
                .isInstanceOf(Clone.class);
    }

    @Test
    void aCopyThatNeverBecameConsistentNeedsThePrimaryItWasMadeFrom() {
        assertThat(standbyOfNode1().data(Data.FRESH).process(Process.DOWN, 5).next())
                .isInstanceOf(StartFollowing.class);
        assertThat(node3IsPrimaryOfTerm2()
                        .data(Data.FRESH)
                        .process(Process.DOWN, 5)
                        .next())
                .isInstanceOf(Clone.class);

        assertThat(standbyOfNode1()
                        .record(2, Phase.PROMOTING, NODE3)
                        .member(NODE3, Role.STANDBY, 1, "0/100")
                        .data(Data.FRESH)
                        .process(Process.DOWN, 5)
                        .next())
                .isInstanceOf(WaitFor.class);
    }

    @Test
    void aCopyFromWhoIsPrimaryNoLongerIsGivenUp() {
        assertThat(standbyOfNode1().copying(upstream(1, NODE1)).next()).isInstanceOf(WaitFor.class);
        assertThat(node3IsPrimaryOfTerm2().copying(upstream(1, NODE1)).next()).isInstanceOf(AbortTask.class);
    }

    @Test
    void dataOfAnotherClusterIsNotTouched() {
        assertThat(standbyOfNode1().systemIdentifier("8000").next())
                .isInstanceOfSatisfying(
                        RefuseData.class, r -> assertThat(r.because()).contains("8000", "7000", "demo"));
        assertThat(standbyOfNode1().unusable("no rights").next()).isEqualTo(new RefuseData("no rights"));
    }

    @Test
    void whatLeftRecoveryWithoutAnOrderIsClonedThoughItHappenedInThisTerm() {
        assertThat(NodeFixture.standbyOfNode1()
                        .process(Process.DOWN, 0)
                        .primaryDisk(0)
                        .wal(2, 1, "0/6000")
                        .next())
                .isInstanceOf(Clone.class);
    }
}
