package io.bascule.core.node;

import static io.bascule.core.node.NodeFixture.NODE1;
import static io.bascule.core.node.NodeFixture.NODE2;
import static io.bascule.core.node.NodeFixture.NODE3;
import static io.bascule.core.node.NodeFixture.primary;
import static io.bascule.core.node.NodeFixture.standbyOfNode1;
import static io.bascule.core.node.NodeFixture.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.node.NodeAction.ApplyQuorum;
import io.bascule.core.node.NodeAction.CutAndPromise;
import io.bascule.core.node.NodeAction.PromiseStopped;
import io.bascule.core.node.NodeAction.Promote;
import io.bascule.core.node.NodeAction.RunInitdb;
import io.bascule.core.node.NodeAction.StartCut;
import io.bascule.core.node.NodeAction.StartFollowing;
import io.bascule.core.node.NodeAction.StartPrimary;
import io.bascule.core.node.NodeAction.StopAlone;
import io.bascule.core.node.NodeAction.StopForDrain;
import io.bascule.core.node.NodeAction.StopImmediately;
import io.bascule.core.node.NodeAction.WaitFor;
import io.bascule.core.node.Postgres.Process;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.Phase;
import org.junit.jupiter.api.Test;

class PrimaryPlanTest {
    @Test
    void aPrimaryInOfficeWithItsQuorumInUseHasNothingToDo() {
        assertThat(primary().next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void aNewQuorumIsApplied() {
        assertThat(primary().shownQuorum(0).next()).isInstanceOf(ApplyQuorum.class);
    }

    @Test
    void aPrimaryWhosePostmasterEndedLeavesTheElectionTimeAndThenStarts() {
        assertThat(primary().process(Process.EXITED, 2900).next()).isInstanceOf(WaitFor.class);
        assertThat(primary().process(Process.EXITED, 3000).next()).isInstanceOf(StartPrimary.class);
    }

    @Test
    void withNobodyToChooseItStartsAtOnce() {
        assertThat(primary().zeroAcks().process(Process.EXITED, 0).next()).isInstanceOf(StartPrimary.class);
    }

    @Test
    void aPrimaryThatPromisedANewerTermStaysDown() {
        assertThat(primary().promised(2).process(Process.DOWN, 9000).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void aPrimaryIsDrainedAndStaysDownUntilTheRecordSaysMore() {
        assertThat(primary().record(1, Phase.DRAINING, NODE2).next()).isInstanceOf(StopForDrain.class);
        assertThat(primary()
                        .record(1, Phase.DRAINING, NODE2)
                        .process(Process.DOWN, 9000)
                        .next())
                .isInstanceOf(WaitFor.class);
        assertThat(primary().process(Process.DOWN, 10).next()).isInstanceOf(StartPrimary.class);
    }

    @Test
    void aFastStopThatHangsBecomesAnImmediateOne() {
        assertThat(primary().process(Process.STOPPING, 4999).next()).isInstanceOf(WaitFor.class);
        assertThat(primary().process(Process.STOPPING, 5000).next()).isInstanceOf(StopImmediately.class);
    }

    @Test
    void duringTheRevocationTheOldPrimaryStaysAsItIs() {
        assertThat(primary().record(2, Phase.REVOKING, NODE2).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void stoppedWithItsDiskItPromisesOnce() {
        NodeFixture stopped = primary().record(2, Phase.REVOKING, NODE2).process(Process.EXITED, 1);
        assertThat(stopped.recordFor(999).next()).isInstanceOf(WaitFor.class);
        assertThat(stopped.recordFor(1000).next()).isInstanceOf(PromiseStopped.class);
        assertThat(stopped.promise(2, NODE2, 1, "0/4000").next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void aStandbyPromisesOnceInARevocation() {
        NodeFixture revoked = standbyOfNode1().record(2, Phase.REVOKING, NODE1);
        assertThat(revoked.next()).isInstanceOf(CutAndPromise.class);
        assertThat(revoked.promised(2).promise(2, NODE2, 1, "0/4000").next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void aStandbyThatIsDownPromisesOnlyAfterItShowedWhereItsWalEnds() {
        assertThat(standbyOfNode1()
                        .record(2, Phase.REVOKING, NODE1)
                        .process(Process.DOWN, 1)
                        .next())
                .isInstanceOf(StartCut.class);
    }

    @Test
    void underAnOrderToPromoteItPromisesOnlyAfterStopping() {
        NodeFixture candidate = standbyOfNode1()
                .record(3, Phase.REVOKING, NODE2)
                .cut()
                .promised(2)
                .promoting(2);
        assertThat(candidate.next()).isInstanceOf(StopImmediately.class);
        assertThat(candidate.process(Process.DOWN, 1).next()).isInstanceOf(StartCut.class);
        assertThat(candidate.primaryDisk(2).process(Process.DOWN, 1).next()).isInstanceOf(PromiseStopped.class);
    }

    @Test
    void aPrimaryOfAnOldTermIsStoppedInARevocationOfAnother() {
        assertThat(primary().record(3, Phase.REVOKING, NODE1).next()).isInstanceOf(StopImmediately.class);
    }

    private static NodeFixture candidate() {
        return standbyOfNode1().record(2, Phase.PROMOTING, NODE2).promised(2).cut();
    }

    @Test
    void theCandidatePromotes() {
        assertThat(candidate().promise(2, NODE3, 1, "0/1").next())
                .isInstanceOfSatisfying(Promote.class, p -> assertThat(p.term()).isEqualTo(2));
    }

    /** R5: reinstated while it ran, and lost before it took office, it would make a timeline that node3 takes for term 1's. */
    @Test
    void noTimelineIsMadeInATermThatAVoterHasNotHeardOf() {
        assertThat(candidate().next()).isInstanceOf(WaitFor.class);
        assertThat(candidate().promise(1, NODE3, 1, "0/1").next()).isInstanceOf(WaitFor.class);
        assertThat(candidate().member(NODE3, Role.STANDBY, 1, "0/1", 1).next()).isInstanceOf(WaitFor.class);
        assertThat(candidate().member(NODE3, Role.STANDBY, 1, "0/1", 2).next()).isInstanceOf(Promote.class);
        assertThat(candidate()
                        .member(new Instance("node3", "cdcdcdcd"), Role.STANDBY, 1, "0/1", 2)
                        .next())
                .isInstanceOf(WaitFor.class);
    }

    @Test
    void theCandidateOfAnOldTermDoesNot() {
        assertThat(standbyOfNode1()
                        .record(2, Phase.PROMOTING, NODE2)
                        .promised(3)
                        .cut()
                        .next())
                .isInstanceOf(WaitFor.class);
    }

    @Test
    void aReinstatedPrimaryGoesOnInTheNewTerm() {
        assertThat(primary().record(2, Phase.PROMOTING, NODE2).next())
                .isInstanceOfSatisfying(
                        ApplyQuorum.class, a -> assertThat(a.term()).isEqualTo(2));
        assertThat(primary()
                        .record(2, Phase.PROMOTING, NODE2)
                        .process(Process.DOWN, 1)
                        .next())
                .as("R5: what it writes from now on is to be on a timeline of the new term")
                .isInstanceOf(StartCut.class);
    }

    @Test
    void withoutTheStoreNothingChanges() {
        assertThat(primary().storeSilent(600_000).next()).isInstanceOf(WaitFor.class);
        assertThat(standbyOfNode1().storeSilent(600_000).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void withoutTheStoreWhatEndedIsStartedAsItLastWas() {
        assertThat(primary().storeSilent(4000).process(Process.DOWN, 4000).next())
                .isInstanceOf(WaitFor.class);
        assertThat(primary().storeSilent(5000).process(Process.DOWN, 5000).next())
                .isInstanceOf(StartPrimary.class);
        assertThat(standbyOfNode1()
                        .storeSilent(5000)
                        .process(Process.DOWN, 5000)
                        .next())
                .isEqualTo(new StartFollowing(upstream(1, NODE1), "etcd does not answer"));
        assertThat(standbyOfNode1()
                        .storeSilent(5000)
                        .promised(2)
                        .process(Process.DOWN, 5000)
                        .next())
                .isInstanceOf(StartCut.class);
    }

    /** It may have seen that another is primary before it could follow that one. */
    @Test
    void withoutTheStoreNobodyFollowsThePrimaryOfAnOlderTerm() {
        NodeFixture node = standbyOfNode1()
                .record(2, Phase.STEADY, NODE3)
                .storeSilent(5000)
                .process(Process.DOWN, 5000);
        assertThat(node.next()).isInstanceOf(StartCut.class);
        assertThat(node.data(Disk.Data.FRESH).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void whoWasNotTheLastKnownPrimaryStaysDownWithoutTheStore() {
        assertThat(primary()
                        .record(2, Phase.STEADY, NODE1)
                        .storeSilent(60_000)
                        .process(Process.DOWN, 60_000)
                        .next())
                .isInstanceOf(WaitFor.class);
    }

    @Test
    void aPrimaryWithNeitherStoreNorVoterIsStoppedAfterABound() {
        assertThat(primary().storeSilent(30_001).streamingStandbys(0).next()).isInstanceOf(StopAlone.class);
        assertThat(primary().zeroAcks().storeSilent(90_000).streamingStandbys(0).next())
                .isInstanceOf(WaitFor.class);
        assertThat(primary()
                        .storeSilent(90_000)
                        .stoppedAlone()
                        .process(Process.DOWN, 59_000)
                        .next())
                .isInstanceOf(WaitFor.class);
    }

    /** R10: until it has ended it may answer stale reads. */
    @Test
    void oneThatDoesNotStopForThatIsStoppedAgain() {
        NodeFixture stopping = primary().storeSilent(90_000).stoppedAlone();
        assertThat(stopping.process(Process.STOPPING, 4_999).next()).isInstanceOf(WaitFor.class);
        assertThat(stopping.process(Process.STOPPING, 5_000).next()).isInstanceOf(StopImmediately.class);
    }

    @Test
    void onlyAnEmptyNodeWithoutARecordRunsInitdb() {
        assertThat(NodeFixture.empty().next()).isInstanceOf(RunInitdb.class);
        assertThat(NodeFixture.empty().initClaim("node1").next()).isInstanceOf(WaitFor.class);
        assertThat(NodeFixture.empty().member(NODE3, Role.PRIMARY, 1, "0/4000").next())
                .isInstanceOf(WaitFor.class);
        assertThat(NodeFixture.empty().storeSilent(1000).next()).isInstanceOf(WaitFor.class);
        assertThat(NodeFixture.empty().recordFor(2999).next()).isInstanceOf(WaitFor.class);
    }

    @Test
    void whoMadeTheFirstDataStartsItAgainBeforeTheRecordIsThere() {
        NodeFixture made = NodeFixture.empty().data(Disk.Data.PRESENT).primaryDisk(1);
        assertThat(made.next()).isInstanceOf(WaitFor.class);
        assertThat(made.initClaim("node2").next()).isInstanceOf(StartPrimary.class);
    }
}
