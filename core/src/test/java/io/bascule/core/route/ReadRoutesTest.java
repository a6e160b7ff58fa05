package io.bascule.core.route;

import static io.bascule.core.route.RouteWorld.READ_LAG_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.Phase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where readers are let through, rule by rule. */
class ReadRoutesTest {
    private static final Server NODE1 = Server.read("node1");
    private static final Server NODE2 = Server.read("node2");

    private final RouteWorld world = new RouteWorld();

    @BeforeEach
    void twoStandbysServe() {
        world.record(1, Phase.STEADY, "node1").look().done();
        assertThat(world.ready(Backend.READ)).containsExactly("node2", "node3");
    }

    @Test
    void aStandbyServesUpToTheLagThatIsAllowed() {
        world.member(RouteWorld.primary("node1", 1000 + READ_LAG_BYTES)).look();
        assertThat(world.ready(Backend.READ)).containsExactly("node2", "node3");

        world.member(RouteWorld.primary("node1", 1001 + READ_LAG_BYTES))
                .member(RouteWorld.standby("node3", "node1", 2000))
                .look();
        assertThat(world.ready(Backend.READ)).containsExactly("node3");
    }

    @Test
    void aStandbyThatAnnouncedLaterThanThePrimaryIsNotBehind() {
        world.member(RouteWorld.standby("node2", "node1", 5000)).look();

        assertThat(world.ready(Backend.READ)).contains("node2");
    }

    @Test
    void aStandbyThatDoesNotStreamOrFollowsSomebodyElseServesNobody() {
        world.member(RouteWorld.standby("node2", null, 1000))
                .member(RouteWorld.standby("node3", "node2", 1000))
                .run(Routes.READ_GRACE_MS + Routes.VERIFY_MS);

        assertThat(world.ready(Backend.READ)).containsExactly("node1");
    }

    /** It may have other WAL than this term's: the node was a standby in between. */
    @Test
    void aStandbyThatFollowsThePrimarySinceAnEarlierTermServesNobody() {
        world.record(3, Phase.STEADY, "node1")
                .member(RouteWorld.standby("node2", "node1", 1, 1000))
                .member(RouteWorld.standby("node3", "node1", 3, 1000))
                .run(Routes.READ_GRACE_MS + Routes.VERIFY_MS);

        assertThat(world.ready(Backend.READ)).containsExactly("node3");
    }

    @Test
    void standbysThatLoseTheirPrimaryServeOnForAWhileSinceAFailoverMayFollow() {
        world.member(RouteWorld.standby("node2", null, 1000))
                .member(RouteWorld.standby("node3", null, 1000))
                .run(Routes.READ_GRACE_MS);
        assertThat(world.done()).isEmpty();

        world.look();

        assertThat(world.done()).containsExactly("open read/node1", "close read/node2", "close read/node3");
    }

    @Test
    void withNoFitStandbyThePrimaryServesAlone() {
        world.members.remove("node2");
        world.member(RouteWorld.stopped("node3")).look();

        assertThat(world.ready(Backend.READ)).containsExactly("node1");
    }

    @Test
    void readersFindAServerAllTheWhile() {
        world.member(RouteWorld.stopped("node2"))
                .member(RouteWorld.stopped("node3"))
                .look();

        assertThat(world.done()).containsExactly("open read/node1", "close read/node2", "close read/node3");
    }

    @Test
    void readersOnThePrimaryMayStayOnceAStandbyServesAgain() {
        world.members.remove("node2");
        world.members.remove("node3");
        world.look().sessions(NODE1, 4);

        world.member(RouteWorld.standby("node2", "node1", 1000)).run(10_000);

        assertThat(world.ready(Backend.READ)).containsExactly("node2");
        assertThat(world.sessionsOn(NODE1)).isEqualTo(4);
    }

    @Test
    void sessionsOfARemovedStandbyAreCutAfterAShortGrace() {
        world.sessions(NODE2, 3).member(RouteWorld.stopped("node2")).run(Routes.READ_GRACE_MS);
        assertThat(world.done()).containsExactly("close read/node2");

        world.run(Routes.REPEAT_MS);

        assertThat(world.done()).containsExactly("cut read/node2");
        assertThat(world.outcomes).noneMatch(RouteOutcome.SessionsEnded.class::isInstance);
    }

    @Test
    void aStandbyThatIsFitAgainWithinTheGraceKeepsItsSessions() {
        world.sessions(NODE2, 3)
                .member(RouteWorld.standby("node2", null, 1000))
                .run(Routes.READ_GRACE_MS / 2)
                .member(RouteWorld.standby("node2", "node1", 1000))
                .run(10_000);

        assertThat(world.done()).containsExactly("close read/node2", "open read/node2");
    }

    @Test
    void aFailoverDoesNotThrowReadersOutWhileNobodyStreams() {
        world.member(RouteWorld.standby("node2", null, 1000)).member(RouteWorld.standby("node3", null, 1000));

        world.record(2, Phase.REVOKING, "node1").run(100);
        world.record(2, Phase.PROMOTING, "node2").run(100);
        assertThat(world.ready(Backend.READ)).containsExactly("node2", "node3");

        world.member(RouteWorld.primary("node2", 1000)).member(RouteWorld.standby("node3", "node2", 2, 1000));
        world.record(2, Phase.STEADY, "node2").run(100);
        assertThat(world.ready(Backend.READ)).containsExactly("node3");
    }

    @Test
    void aRevokedPrimaryServesNoReadersOnceAnotherIsChosen() {
        world.members.remove("node2");
        world.members.remove("node3");
        world.look();
        assertThat(world.ready(Backend.READ)).containsExactly("node1");

        world.record(2, Phase.PROMOTING, "node2").look();

        assertThat(world.ready(Backend.READ)).isEmpty();
    }
}
