package io.bascule.core.judge;

import static io.bascule.core.Fixture.N1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.Fixture;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.Phase;
import io.bascule.events.Probe.PeerSight;
import io.bascule.events.Probe.Reach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is, and what is not, a lost primary. node1 is primary; this copy has seen it serve. */
class JudgeTest {
    private final Fixture cluster = new Fixture();

    private static PeerSight node1(Reach reach, long forMs) {
        return new PeerSight("node1", reach, forMs);
    }

    private void othersSee(Reach reach, long forMs) {
        cluster.probe("node2", Reach.ANSWERS, node1(reach, forMs)).probe("node3", Reach.ANSWERS, node1(reach, forMs));
    }

    @Test
    void aPrimaryWhoseMonitorSaysSoServes() {
        cluster.probe("node1", Reach.ANSWERS);
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
    }

    @Test
    void anExitedPostmasterIsLostAtOnce() {
        cluster.probe("node1", Reach.ANSWERS).member(N1, m -> m.primary(1).postgres(Postgres.EXITED));
        assertThat(cluster.judge()).isEqualTo(Reason.POSTMASTER_EXITED);
    }

    @Test
    void aRefusedConnectionIsLostAtOnce() {
        cluster.after(1).probe("node1", Reach.REFUSED);
        assertThat(cluster.judge()).isEqualTo(Reason.CONNECTION_REFUSED);
    }

    /** A session ended, and the login behind it takes long. */
    @ParameterizedTest
    @EnumSource(names = {"SILENT", "CLOSED"})
    void acceptingWithoutAnsweringIsGivenItsOwnBound(Reach reach) {
        cluster.probe("node1", reach, 9_999, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.SLOW);
        cluster.probe("node1", reach, 10_000, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.NOT_ANSWERING);
    }

    @Test
    void aRefusedConnectionWhileTheExecutorStartsPostgresIsNotLost() {
        cluster.probe("node1", Reach.REFUSED).member(N1, m -> m.primary(1).postgres(Postgres.STARTING));
        assertThat(cluster.judge()).isEqualTo(Reason.STARTING);
    }

    /** A stopped primary that was chosen again: its monitor looked while it was down. */
    @Test
    void aRefusalFromBeforeItServedIsNoSign() {
        cluster.phase(Phase.STEADY, 2).probe("node1", Reach.REFUSED);
        cluster.member(N1, m -> m.primary(2)).read();
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
        assertThat(cluster.after(1).probe("node1", Reach.REFUSED).judge()).isEqualTo(Reason.CONNECTION_REFUSED);
    }

    @Test
    void norIsARefusalFromBeforeItServedAgain() {
        cluster.heardAfter(60_000)
                .probe("node1", Reach.REFUSED)
                .member(N1, m -> m.primary(1).postgres(Postgres.STARTING))
                .read();
        cluster.after(1).member(N1, m -> m.primary(1)).read();
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
        assertThat(cluster.after(1).probe("node1", Reach.REFUSED).judge()).isEqualTo(Reason.CONNECTION_REFUSED);
    }

    /** A heartbeat tells the last look again. */
    @Test
    void norIsOneThatIsToldAgain() {
        cluster.heardAfter(60_000)
                .member(N1, m -> m.primary(1).postgres(Postgres.STARTING))
                .read();
        cluster.after(1).member(N1, m -> m.primary(1)).read();
        assertThat(cluster.heardAfter(3_999)
                        .probe("node1", Reach.REFUSED, 5_000, 0)
                        .judge())
                .isEqualTo(Reason.MONITOR_SILENT);
        assertThat(cluster.after(1).probe("node1", Reach.REFUSED, 5_001, 0).judge())
                .isEqualTo(Reason.CONNECTION_REFUSED);
    }

    /** It may have been started meanwhile. */
    @Test
    void norIsOneOfBeforeTheStoreWasAway() {
        cluster.heardAfter(60_000).storeAway().heardAfter(30_000);
        cluster.member(N1, m -> m.primary(1).at(1, "0/200")).read();
        cluster.after(1).probe("node1", Reach.REFUSED, 20_000, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
    }

    /** Its machine may have died with the store's leader. */
    @Test
    void aPrimaryThatSaidNothingWhileTheStoreWasAwayWasNotStartedMeanwhile() {
        cluster.storeAway().after(400).read().probe("node1", Reach.REFUSED, 300, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.CONNECTION_REFUSED);
    }

    /** On an overloaded machine the logins after a start take longer than the monitor waits for them. */
    @Test
    void refusedBeforeItServedAndUnansweredSinceIsGivenTheBoundOfSilence() {
        cluster.heardAfter(60_000)
                .member(N1, m -> m.primary(1).postgres(Postgres.STARTING))
                .read();
        cluster.after(500).member(N1, m -> m.primary(1)).read();
        cluster.heardAfter(9_999).probe("node1", Reach.CLOSED, 10_499, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.SLOW);
        cluster.after(1).probe("node1", Reach.CLOSED, 10_500, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.NOT_ANSWERING);
    }

    @Test
    void aPrimaryThatIsStartedAgainAfterADrainIsNotLost() {
        cluster.heardAfter(60_000)
                .probe("node1", Reach.REFUSED)
                .member(N1, m -> m.primary(1).stoppedCleanlyAt("0/100"));
        assertThat(cluster.judge()).isEqualTo(Reason.STARTING);
        cluster.probe("node1", Reach.REFUSED, 20_000, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.CONNECTION_REFUSED);
    }

    @Test
    void withoutKafkaAPrimaryThatThisCopyNeverSawIsLostInTheEnd() {
        cluster.forgetAll()
                .ping("node1", Reach.SILENT)
                .after(20_000)
                .ping("node1", Reach.SILENT)
                .away("node1")
                .member(Fixture.N2, Fixture.Member::notStreaming)
                .member(Fixture.N3, Fixture.Member::notStreaming);
        assertThat(cluster.judge()).isEqualTo(Reason.NEVER_SEEN);
    }

    @Test
    void crashRecoveryIsGivenItsOwnBound() {
        cluster.probe("node1", Reach.NOT_READY, 9_999, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.SLOW);
        cluster.probe("node1", Reach.NOT_READY, 10_000, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.NOT_ANSWERING);
    }

    /** Restarted, it answers reads and takes no writes: nobody else would ever say that it does not serve. */
    @Test
    void aPrimaryThatStaysInRecoveryIsLostAfterThePromotionsBound() {
        recoversFor(9_750);
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
        cluster.after(250).probe("node1", Reach.ANSWERS).read();
        assertThat(cluster.judge()).isEqualTo(Reason.IN_RECOVERY);
    }

    private void recoversFor(long ms) {
        cluster.member(N1, m -> m).probe("node1", Reach.ANSWERS).read();
        for (long passed = 0; passed < ms; passed += 250) {
            cluster.after(250).probe("node1", Reach.ANSWERS).read();
        }
    }

    /** Without the store nobody could be promoted. */
    @Test
    void whileNobodyLooksRecoveryIsNotCounted() {
        recoversFor(250);
        cluster.heardAfter(60_000).probe("node1", Reach.ANSWERS).read();
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
    }

    @Test
    void aPrimaryInRecoveryIsWaitedForWhereNobodyCouldTakeOver() {
        cluster.away("node2").away("node3");
        recoversFor(60_000);
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
    }

    @Test
    void aPrimaryThatLeftRecoveryInBetweenIsNot() {
        recoversFor(9_750);
        cluster.member(N1, m -> m.primary(1)).read();
        recoversFor(250);
        assertThat(cluster.judge()).isNotEqualTo(Reason.IN_RECOVERY);
    }

    @Test
    void aCandidateInRecoveryIsNot() {
        cluster.phase(Phase.PROMOTING, 2);
        recoversFor(20_000);
        assertThat(cluster.judge()).isNotEqualTo(Reason.IN_RECOVERY);
    }

    @Test
    void aMonitorThatAloneGetsNoAnswersIsNoLostPrimary() {
        cluster.probe("node1", Reach.SILENT, 60_000, 0);
        othersSee(Reach.ANSWERS, 60_000);
        assertThat(cluster.judge()).isEqualTo(Reason.SLOW);
    }

    /** Sessions of old are answered, and nobody can begin a new one. */
    @Test
    void unlessThisCopyGetsNoneForAsLong() {
        cluster.ping("node1", Reach.SILENT).heardAfter(9_999);
        cluster.probe("node1", Reach.SILENT, 60_000, 0).ping("node1", Reach.SILENT);
        othersSee(Reach.ANSWERS, 60_000);
        assertThat(cluster.judge()).isEqualTo(Reason.SLOW);
        cluster.after(1).ping("node1", Reach.SILENT);
        assertThat(cluster.judge()).isEqualTo(Reason.NOT_ANSWERING);
    }

    @Test
    void aSlowDiskIsNotLostUntilLocalWritesStallForLong() {
        cluster.probe("node1", Reach.ANSWERS, 0, 14_999);
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
        cluster.probe("node1", Reach.ANSWERS, 0, 15_000);
        assertThat(cluster.judge()).isEqualTo(Reason.WRITES_STALL);
    }

    @Test
    void aMachineThatClosedItsSocketsIsGoneSoon() {
        cluster.probe("node1", Reach.ANSWERS).after(300);
        othersSee(Reach.CLOSED, 300);
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_GONE);
    }

    @Test
    void aMachineThatMerelyFellSilentIsGivenTheLongerBound() {
        cluster.probe("node1", Reach.ANSWERS).heardAfter(1_499);
        othersSee(Reach.SILENT, 1_400);
        assertThat(cluster.judge()).isEqualTo(Reason.SUSPICIOUS);
        cluster.after(1);
        othersSee(Reach.SILENT, 1_400);
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_SILENT);
    }

    /** Connections that ended when it was started, and logins that have taken long since. */
    @Test
    void endsOfBeforeItServedAreNotItsMachines() {
        cluster.probe("node1", Reach.ANSWERS)
                .member(N1, m -> m.primary(1).postgres(Postgres.STARTING))
                .read();
        cluster.member(N1, m -> m.primary(1)).read().heardAfter(400);
        othersSee(Reach.CLOSED, 400);
        assertThat(cluster.judge()).isEqualTo(Reason.SUSPICIOUS);
    }

    /** Two monitors that have just begun on an overloaded machine, a slow broker, and a primary that serves. */
    @Test
    void aSilentMonitorAndTwoThatGetNoAnswersAreNoLostPrimaryWhereAPingIsAnswered() {
        cluster.probe("node1", Reach.ANSWERS).heardAfter(1_529).ping("node1", Reach.ANSWERS);
        othersSee(Reach.SILENT, 5_175);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
    }

    @Test
    void itIsInTheEnd() {
        cluster.probe("node1", Reach.ANSWERS).heardAfter(9_999).ping("node1", Reach.ANSWERS);
        othersSee(Reach.SILENT, 5_000);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
        cluster.after(1);
        othersSee(Reach.SILENT, 4_999);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
        othersSee(Reach.SILENT, 5_000);
        assertThat(cluster.judge()).isEqualTo(Reason.NOT_ANSWERING);
    }

    @Test
    void toBeAnsweredNeverShortensTheBound() {
        cluster.silentAfter(20_000).probe("node1", Reach.ANSWERS).heardAfter(19_999);
        cluster.ping("node1", Reach.ANSWERS);
        othersSee(Reach.SILENT, 19_999);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
    }

    @Test
    void noVerdictOfSilenceIsSoonWhereThisCopysPingsAreLate() {
        cluster.probe("node1", Reach.ANSWERS).ping("node1", Reach.SILENT).heardAfter(1_500);
        othersSee(Reach.SILENT, 1_500);
        assertThat(cluster.judge()).isEqualTo(Reason.SUSPICIOUS);
        cluster.ping("node1", Reach.SILENT);
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_SILENT);
    }

    /** Behind a broken link, Kafka's leader on the far side. */
    @Test
    void whereAnotherIsAnsweredAndTheLeaseLivesItServes() {
        cluster.probe("node1", Reach.ANSWERS)
                .ping("node1", Reach.SILENT)
                .heardAfter(60_000)
                .ping("node1", Reach.SILENT)
                .probe("node2", Reach.ANSWERS, node1(Reach.SILENT, 60_000))
                .probe("node3", Reach.ANSWERS, node1(Reach.ANSWERS, 60_000));
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
        cluster.away("node1");
        assertThat(cluster.judge()).isEqualTo(Reason.NOT_ANSWERING);
    }

    /** A backend was killed: all sessions end, and logins take long. */
    @Test
    void endedConnectionsAreNotTheMachinesWhereAPingHasBeenAnsweredSince() {
        cluster.probe("node1", Reach.ANSWERS).ping("node1", Reach.ANSWERS).after(299);
        cluster.ping("node1", Reach.ANSWERS).after(1);
        othersSee(Reach.CLOSED, 300);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
        cluster.after(299);
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_GONE);
    }

    @Test
    void aPausedMonitorIsNoLostPrimary() {
        cluster.probe("node1", Reach.ANSWERS).heardAfter(60_000);
        othersSee(Reach.ANSWERS, 60_000);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
    }

    @Test
    void aBrokenLinkBetweenTwoNodesIsNoLostPrimary() {
        cluster.heardAfter(60_000)
                .probe("node1", Reach.ANSWERS)
                .probe("node2", Reach.ANSWERS, node1(Reach.SILENT, 60_000))
                .probe("node3", Reach.ANSWERS, node1(Reach.ANSWERS, 60_000));
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
    }

    @Test
    void aSilentMonitorAndOneBrokenLinkAreNoLostPrimary() {
        cluster.probe("node1", Reach.ANSWERS)
                .heardAfter(60_000)
                .ping("node1", Reach.ANSWERS)
                .probe("node2", Reach.ANSWERS, node1(Reach.SILENT, 60_000))
                .probe("node3", Reach.ANSWERS, node1(Reach.ANSWERS, 60_000));
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
    }

    @Test
    void observersThatAreAwayCountForThePrimary() {
        cluster.probe("node1", Reach.ANSWERS)
                .heardAfter(60_000)
                .probe("node2", Reach.ANSWERS, node1(Reach.SILENT, 60_000));
        assertThat(cluster.judge()).isEqualTo(Reason.TOO_FEW_OBSERVERS);
    }

    @Test
    void ownPingsMakeUpForOneObserverThatIsAway() {
        cluster.probe("node1", Reach.ANSWERS)
                .ping("node1", Reach.SILENT)
                .heardAfter(5_000)
                .ping("node1", Reach.SILENT)
                .probe("node2", Reach.ANSWERS, node1(Reach.SILENT, 5_000));
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_SILENT);
    }

    @Test
    void oldProbesOfOthersSayNothingAboutNow() {
        othersSee(Reach.SILENT, 60_000);
        cluster.probe("node1", Reach.ANSWERS)
                .heardAfter(1_001)
                .probe("node2", Reach.ANSWERS, node1(Reach.SILENT, 60_000));
        assertThat(cluster.judge()).isEqualTo(Reason.TOO_FEW_OBSERVERS);
    }

    @Test
    void whatThisCopyMissedWhilePausedIsNoSign() {
        cluster.probe("node1", Reach.ANSWERS).after(60_000).resumed();
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
    }

    @Test
    void kafkaSilentForEverybodyIsNoVerdict() {
        cluster.probe("node1", Reach.ANSWERS).probe("node2", Reach.ANSWERS).after(60_000);
        assertThat(cluster.judge()).isEqualTo(Reason.KAFKA_SILENT);
    }

    /** The primary's may be the next that comes. */
    @Test
    void norAreTheFirstProbesThatComeAgain() {
        cluster.probe("node1", Reach.ANSWERS).after(5_000);
        othersSee(Reach.SILENT, 4_000);
        assertThat(cluster.judge()).isEqualTo(Reason.KAFKA_SILENT);
        cluster.after(499);
        othersSee(Reach.SILENT, 4_499);
        assertThat(cluster.judge()).isEqualTo(Reason.KAFKA_SILENT);
        cluster.after(1);
        othersSee(Reach.SILENT, 4_500);
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_SILENT);
    }

    /** Its own monitor's is the one that comes. */
    @Test
    void whatThePrimarysMonitorSaysThenIsBelieved() {
        cluster.probe("node1", Reach.ANSWERS).after(5_000).probe("node1", Reach.ANSWERS);
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
        cluster.after(5_000).probe("node1", Reach.REFUSED);
        assertThat(cluster.judge()).isEqualTo(Reason.CONNECTION_REFUSED);
    }

    @Test
    void aProbeThatWaitedWhileThisCopyWasPausedIsNotOld() {
        cluster.heardAfter(60_000).resumed().after(-700);
        cluster.probe("node1", Reach.ANSWERS).after(700);
        othersSee(Reach.SILENT, 60_000);
        assertThat(cluster.judge()).isEqualTo(Reason.ANSWERS);
    }

    @Test
    void aPingThatWaitedIsNotOldEither() {
        cluster.probe("node1", Reach.ANSWERS).heardAfter(1_500).resumed().after(-700);
        cluster.ping("node1", Reach.SILENT).after(700);
        assertThat(cluster.known().sights().get("node1"))
                .isEqualTo(new Knowledge.Sight(Reach.SILENT, cluster.nowMs(), cluster.nowMs()));
    }

    /** What the store shows then may be older than the pause. */
    @Test
    void behindAPauseOfThisCopyWhatIsSeenOfItsEndMayBeOld() {
        cluster.resumed().after(400).read().probe("node1", Reach.REFUSED, 300, 0);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
    }

    @Test
    void withoutKafkaALostLeaseIsNoLostPrimaryWhereAPingIsAnswered() {
        cluster.probe("node1", Reach.ANSWERS)
                .after(60_000)
                .ping("node1", Reach.ANSWERS)
                .away("node1")
                .member(Fixture.N2, Fixture.Member::notStreaming)
                .member(Fixture.N3, Fixture.Member::notStreaming);
        assertThat(cluster.judge()).isEqualTo(Reason.TOO_FEW_OBSERVERS);
    }

    @Test
    void withoutKafkaALostLeaseAloneIsNoLostPrimary() {
        cluster.probe("node1", Reach.ANSWERS).after(60_000).away("node1").ping("node1", Reach.ANSWERS);
        assertThat(cluster.judge()).isEqualTo(Reason.TOO_FEW_OBSERVERS);
    }

    @Test
    void withoutKafkaALostLeaseAndNobodyWhoReachesItIsLost() {
        cluster.probe("node1", Reach.ANSWERS)
                .ping("node1", Reach.SILENT)
                .after(60_000)
                .ping("node1", Reach.SILENT)
                .away("node1")
                .member(Fixture.N2, Fixture.Member::notStreaming)
                .member(Fixture.N3, Fixture.Member::notStreaming);
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_SILENT);
    }

    @Test
    void aPrimaryNotYetSeenIsGivenTimeToAppear() {
        cluster.forgetAll().after(19_999);
        othersSee(Reach.SILENT, 19_999);
        assertThat(cluster.judge()).isEqualTo(Reason.NOT_SEEN_YET);
        cluster.after(1);
        othersSee(Reach.SILENT, 20_000);
        assertThat(cluster.judge()).isEqualTo(Reason.NEVER_SEEN);
    }

    @Test
    void aPrimaryNotYetSeenThatOthersReachIsNotLost() {
        cluster.forgetAll().after(60_000);
        othersSee(Reach.ANSWERS, 60_000);
        assertThat(cluster.judge()).isEqualTo(Reason.NOT_SEEN_YET);
    }

    @Test
    void anOlderProbeOfTheSameMonitorIsIgnored() {
        Knowledge known = Knowledge.startingAt(0);
        var status = new io.bascule.events.Probe.PostgresStatus(
                Reach.ANSWERS,
                0,
                io.bascule.events.Probe.Role.PRIMARY,
                1,
                null,
                null,
                null,
                0,
                false,
                java.util.List.of());
        var newer = new io.bascule.events.Probe("demo", "node1", "i", 2, 0, status, java.util.List.of());
        var older = new io.bascule.events.Probe("demo", "node1", "i", 1, 0, status, java.util.List.of());
        assertThat(known.heard(newer, 1).heard(older, 2).monitorSilentMs("node1", 2))
                .isEqualTo(1);
    }

    @Test
    void aNodeWhoseExecutorStartsPostgresIsWaitedForThoughItsMonitorIsNotUpYet() {
        cluster.heardAfter(5_000).member(N1, m -> m.primary(1).postgres(Postgres.STARTING));
        othersSee(Reach.REFUSED, 4_000);
        assertThat(cluster.judge()).isEqualTo(Reason.STARTING);
        cluster.member(N1, m -> m.primary(1).postgres(Postgres.RUNNING));
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_GONE);
    }

    @Test
    void anExecutorThatStartsPostgresForTooLongIsWaitedForNoMore() {
        cluster.heardAfter(20_000).member(N1, m -> m.primary(1).postgres(Postgres.STARTING));
        othersSee(Reach.REFUSED, 19_000);
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_GONE);
    }

    @Test
    void aPrimaryThatDoesNotComeBackFromAPowerCutIsLostThoughNobodyKnowsItsAddress() {
        cluster.probe("node1", Reach.ANSWERS).heardAfter(19_999).away("node1");
        cluster.probe("node2", Reach.ANSWERS).probe("node3", Reach.ANSWERS);
        assertThat(cluster.judge()).isEqualTo(Reason.TOO_FEW_OBSERVERS);
        cluster.after(1).probe("node2", Reach.ANSWERS).probe("node3", Reach.ANSWERS);
        assertThat(cluster.judge()).isEqualTo(Reason.NEVER_SEEN);
        cluster.ping("node1", Reach.ANSWERS);
        assertThat(cluster.judge()).isEqualTo(Reason.MONITOR_SILENT);
    }

    @Test
    void oneMonitorThatDoesNotKnowThePrimarysAddressIsTooFew() {
        cluster.probe("node1", Reach.ANSWERS).heardAfter(60_000).away("node1").probe("node2", Reach.ANSWERS);
        assertThat(cluster.judge()).isEqualTo(Reason.TOO_FEW_OBSERVERS);
        cluster.ping("node1", Reach.REFUSED);
        assertThat(cluster.judge()).isEqualTo(Reason.NEVER_SEEN);
    }

    @Test
    void ofTwoNodesTheOtherAndThisCopyMustAgree() {
        cluster.quorums(new io.bascule.core.record.Quorum(1, 4, java.util.List.of(io.bascule.core.Fixture.N2), 1))
                .away("node3")
                .heardAfter(5_000)
                .probe("node2", Reach.ANSWERS, node1(Reach.CLOSED, 2_000));
        assertThat(cluster.judge()).isEqualTo(Reason.TOO_FEW_OBSERVERS);
        cluster.ping("node1", Reach.REFUSED).after(400).ping("node1", Reach.REFUSED);
        assertThat(cluster.judge()).isEqualTo(Reason.NODE_GONE);
    }
}
