package io.bascule.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.Phase;
import io.bascule.core.route.ProxyView.Admission;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where writers are let through, rule by rule. */
class WriteRoutesTest {
    private static final Server NODE1 = Server.write("node1");
    private static final Server NODE2 = Server.write("node2");

    private final RouteWorld world = new RouteWorld();

    @Test
    void opensOnlyThePrimaryOnceItIsSteady() {
        world.record(1, Phase.STEADY, "node1").look();

        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
    }

    @ParameterizedTest
    @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "STEADY")
    void closesWritesInEveryOtherPhase(Phase phase) {
        world.record(1, Phase.STEADY, "node1").look();

        world.record(2, phase, "node1").look();

        assertThat(world.ready(Backend.WRITE)).isEmpty();
    }

    @Test
    void doesNothingToAProxyThatIsAsItShouldBe() {
        world.record(1, Phase.STEADY, "node1").look().done();

        world.run(1000);

        assertThat(world.done()).isEmpty();
        assertThat(world.lookAgainMs).isEqualTo(Routes.VERIFY_MS);
    }

    @Test
    void leavesItClosedWhileThereIsNoRecord() {
        world.run(1000);

        assertThat(world.done()).isEmpty();
        assertThat(world.ready(Backend.WRITE)).isEmpty();
    }

    @Test
    void leavesSessionsOfASwitchoverTheirTimeAndThenCutsThem() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5).done();

        world.record(1, Phase.DRAINING, "node1").look();
        assertThat(world.done()).containsExactly("close write/node1");
        world.run(Routes.DRAIN_GRACE_MS);
        assertThat(world.done()).isEmpty();
        world.run(Routes.REPEAT_MS);
        assertThat(world.done()).containsExactly("cut write/node1");
    }

    @Test
    void cutsNothingWhereTheSessionsOfASwitchoverEndByThemselves() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5).done();
        world.record(1, Phase.DRAINING, "node1").run(50).sessions(NODE1, 0);

        world.run(1000);

        assertThat(world.done()).containsExactly("close write/node1");
        assertThat(world.outcomes).contains(new RouteOutcome.SessionsEnded(1, "node1", 0));
    }

    @Test
    void cutsSoonerAfterACrashButNotBeforeConnectionsUnderWayHaveGoneElsewhere() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5).done();

        world.record(2, Phase.REVOKING, "node1").run(Routes.CRASH_GRACE_MS);
        assertThat(world.done()).containsExactly("close write/node1");
        world.run(Routes.REPEAT_MS);
        assertThat(world.done()).containsExactly("cut write/node1");
    }

    @Test
    void cutsAgainAndAgainUntilNoSessionIsLeft() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5).done();
        world.sessionsEndWhenCut = false;
        world.record(2, Phase.REVOKING, "node1").run(Routes.CRASH_GRACE_MS + 50);
        assertThat(world.done()).filteredOn("cut write/node1"::equals).hasSizeGreaterThan(3);

        world.sessions(NODE1, 0).look().done();
        world.run(1000);

        assertThat(world.done()).isEmpty();
    }

    @Test
    void tellsOnceHowManySessionsItCut() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5);

        world.record(2, Phase.REVOKING, "node1").run(1000);

        assertThat(world.outcomes)
                .containsOnlyOnce(new RouteOutcome.SessionsEnded(2, "node1", 5))
                .filteredOn(RouteOutcome.SessionsEnded.class::isInstance)
                .hasSize(1);
    }

    @Test
    void saysSoWhenSessionsDoNotEnd() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5);
        world.sessionsEndWhenCut = false;

        world.record(2, Phase.REVOKING, "node1").run(Routes.CRASH_GRACE_MS + Routes.TROUBLE_AFTER_MS + 100);

        assertThat(world.troubles).containsExactly(new RouteTrouble.SessionsStay(NODE1));
        assertThat(world.lookAgainMs).isEqualTo(Routes.VERIFY_MS);
    }

    @Test
    void theNewPrimaryDoesNotWaitForTheOldOnesSessions() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5);
        world.sessionsEndWhenCut = false;
        world.record(2, Phase.REVOKING, "node1").look().after(10);

        world.record(2, Phase.STEADY, "node2").look();

        assertThat(world.ready(Backend.WRITE)).containsExactly("node2");
        assertThat(world.sessionsOn(NODE1)).isEqualTo(5);
    }

    @Test
    void closesTheOldPrimaryBeforeItOpensTheNewOneWhenItMissedThePhasesBetween() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5).done();

        world.record(2, Phase.STEADY, "node2").look();

        assertThat(world.done().stream().filter(s -> s.contains("write")))
                .containsExactly("close write/node1", "open write/node2");
        world.run(Routes.CRASH_GRACE_MS + Routes.REPEAT_MS);
        assertThat(world.done()).contains("cut write/node1");
    }

    @Test
    void tellsThatWritersAreLetThroughOnceItIsSeen() {
        world.record(1, Phase.STEADY, "node1").look();
        assertThat(world.outcomes).isEmpty();

        world.run(1000);

        assertThat(world.outcomes).containsExactly(new RouteOutcome.WritesOpened(1, "node1"));
    }

    @Test
    void aReinstatedPrimaryIsOpenedAgainAndKeepsItsSessions() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5).done();
        world.record(1, Phase.DRAINING, "node1").run(150);

        world.record(2, Phase.STEADY, "node1").run(1000);

        assertThat(world.done()).containsExactly("close write/node1", "open write/node1");
        assertThat(world.sessionsOn(NODE1)).isEqualTo(5);
    }

    @Test
    void withTheStoreAwayEverythingStaysAsItIs() {
        world.record(1, Phase.STEADY, "node1").look().sessions(NODE1, 5).done();
        world.reachable = false;
        world.record = null;
        world.members.clear();

        world.run(60_000);

        assertThat(world.done()).isEmpty();
        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
    }

    @Test
    void aRouterThatStartsWithTheStoreAwayDoesNotCloseAServingProxy() {
        world.record(1, Phase.STEADY, "node1").look().restartRouter().done();
        world.reachable = false;
        world.record = null;

        world.run(1000);

        assertThat(world.done()).isEmpty();
        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
    }

    @Test
    void anOlderRecordIsIgnored() {
        world.record(3, Phase.STEADY, "node2").look().done();

        world.record = RouteWorld.recordOf(2, 1, Phase.STEADY, "node1");
        world.run(1000);

        assertThat(world.done()).isEmpty();
        assertThat(world.ready(Backend.WRITE)).containsExactly("node2");
        assertThat(world.troubles).hasOnlyElementsOfType(RouteTrouble.OlderRecord.class);
    }

    @Test
    void aWipedStoreIsIgnored() {
        world.record(3, Phase.STEADY, "node2").look().done();
        world.etcd = "etcd-b";

        world.record = null;
        world.run(1000);
        world.record = RouteWorld.recordOf(3, 9, Phase.STEADY, "node1");
        world.run(1000);
        assertThat(world.ready(Backend.WRITE)).containsExactly("node2");

        world.record = RouteWorld.recordOf(4, 100, Phase.STEADY, "node1");
        world.run(1000);
        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
    }

    @Test
    void afterARestartOfTheProxyAllIsAsBefore() {
        world.record(1, Phase.STEADY, "node1").look();
        List<String> readers = world.ready(Backend.READ);

        world.restartProxy().look();

        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
        assertThat(world.ready(Backend.READ)).isEqualTo(readers);
    }

    @Test
    void afterARestartOfTheProxyAllIsAsBeforeEvenWithTheStoreAway() {
        world.record(1, Phase.STEADY, "node1").look();
        world.reachable = false;

        world.restartProxy().look();

        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
    }

    /** No plan is made while HAProxy is absent; the store goes away behind the last change that it showed. */
    @Test
    void whatTheStoreShowedWhileTheProxyWasAbsentCounts() {
        world.record(1, Phase.STEADY, "node1").look();
        world.record(2, Phase.STEADY, "node2");
        world.reachable = false;

        world.restartProxy().look();

        assertThat(world.ready(Backend.WRITE)).containsExactly("node2");
    }

    @Test
    void anEtcdThatCameBackOlderWhileTheProxyWasAbsentIsIgnored() {
        world.record(1, Phase.STEADY, "node1").look();
        world.record(2, Phase.STEADY, "node2").note();
        world.record = RouteWorld.recordOf(1, 1, Phase.STEADY, "node1");
        world.note();

        world.restartProxy().look();

        assertThat(world.ready(Backend.WRITE)).containsExactly("node2");
    }

    @Test
    void anOlderRecordCountsNoMoreWithTheStoreAway() {
        world.record(3, Phase.STEADY, "node2").look();
        world.record = RouteWorld.recordOf(2, 1, Phase.STEADY, "node1");
        world.reachable = false;

        world.restartProxy().look();

        assertThat(world.ready(Backend.WRITE)).containsExactly("node2");
    }

    @Test
    void aProxyThatWakesUpWithTwoServersReadyGetsOne() {
        world.shows(NODE1, Admission.READY, 0).shows(NODE2, Admission.READY, 3).record(1, Phase.STEADY, "node1");

        world.run(1000);

        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
        assertThat(world.sessionsOn(NODE2)).isZero();
    }

    @Test
    void whatAForeignHandSetsIsPutRight() {
        world.record(1, Phase.STEADY, "node1").look().done();

        world.shows(NODE1, Admission.OTHER, 0).look();
        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");

        world.shows(NODE2, Admission.OTHER, 0).look();
        assertThat(world.shown(NODE2).admission()).isEqualTo(Admission.CLOSED);
    }

    @Test
    void aMemberWithoutAServerIsNamed() {
        world.member(RouteWorld.standby("node4", "node1", 1000));

        world.record(1, Phase.STEADY, "node1").look();

        assertThat(world.troubles).contains(new RouteTrouble.NoServer(Server.write("node4")));
        assertThat(world.troubles.iterator().next().sentence())
                .contains("node4")
                .contains("haproxy.cfg");
        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
    }

    @Test
    void aPrimaryWithoutAServerLeavesWritesClosed() {
        world.record(1, Phase.STEADY, "node1").look();

        world.record(2, Phase.STEADY, "node4").look();

        assertThat(world.ready(Backend.WRITE)).isEmpty();
        assertThat(world.troubles).contains(new RouteTrouble.NoServer(Server.write("node4")));
    }

    @Test
    void aServerThatDoesNotBecomeReadyIsNamed() {
        world.record(1, Phase.STEADY, "node1").look().run(100);

        for (int i = 0; i < 200; i++) {
            world.shows(NODE1, Admission.OTHER, 0).look().after(10);
        }

        assertThat(world.troubles).contains(new RouteTrouble.NotReady(NODE1));
        assertThat(world.lookAgainMs).isEqualTo(Routes.VERIFY_MS);
    }

    @Test
    void aBackendWithoutServersIsNamed() {
        world.proxy.keySet().removeIf(s -> s.backend() == Backend.READ);

        world.record(1, Phase.STEADY, "node1").look();

        assertThat(world.troubles).contains(new RouteTrouble.NoBackend(Backend.READ));
        assertThat(world.ready(Backend.WRITE)).containsExactly("node1");
    }

    /** From any state of HAProxy, through any records, at no moment are two write servers ready by the router's doing. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverOpensASecondWriteServer(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            String node = "node" + (1 + random.nextInt(3));
            switch (random.nextInt(8)) {
                case 0 -> world.restartProxy();
                case 1 -> world.restartRouter();
                case 2 -> world.reachable = random.nextBoolean();
                case 3 -> world.sessions(Server.write(node), random.nextInt(3));
                case 4 -> world.sessionsEndWhenCut = random.nextBoolean();
                default -> world.record(round, Phase.values()[random.nextInt(Phase.values().length)], node);
            }
            world.look().after(random.nextInt(100));
            assertThat(world.ready(Backend.WRITE))
                    .as("seed %s round %s", seed, round)
                    .hasSizeLessThan(2);
            if (world.memory.known() != null) {
                var record = world.memory.known().record();
                var wanted = record.phase() == Phase.STEADY
                        ? List.of(record.primary().node())
                        : List.<String>of();
                assertThat(world.ready(Backend.WRITE)).isEqualTo(wanted);
            }
        }
    }
}
