package io.bascule.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.bascule.events.Probe;
import io.bascule.events.Probe.PeerSight;
import io.bascule.events.Probe.PostgresStatus;
import io.bascule.events.Probe.Reach;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Inbox inbox = new Inbox();
    private long sequence;

    @Test
    void whatAMonitorSeesForTheFirstTimeWakesTheElection() {
        assertThat(heard(Reach.ANSWERS, Reach.ANSWERS)).isTrue();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> inbox.await(60_000));
    }

    @Test
    void whatOnlyConfirmsWaitsForTheNextLookAndIsNotLost() {
        heard(Reach.ANSWERS, Reach.ANSWERS);
        pinged(Reach.ANSWERS);
        assertThat(heard(Reach.ANSWERS, Reach.ANSWERS)).isFalse();
        assertThat(pinged(Reach.ANSWERS)).isFalse();
        assertThat(inbox.drain()).hasSize(4);
    }

    @Test
    void whileSomebodyDoesNotAnswerEachObservationWakesTheElection() {
        heard(Reach.ANSWERS, Reach.ANSWERS);
        pinged(Reach.ANSWERS);
        assertThat(heard(Reach.ANSWERS, Reach.SILENT)).isTrue();
        assertThat(heard(Reach.ANSWERS, Reach.SILENT)).isTrue();
        assertThat(pinged(Reach.REFUSED)).isTrue();
        assertThat(pinged(Reach.REFUSED)).isTrue();
    }

    @Test
    void thatItAnswersAgainWakesTheElection() {
        heard(Reach.REFUSED, Reach.ANSWERS);
        pinged(Reach.REFUSED);
        assertThat(heard(Reach.ANSWERS, Reach.ANSWERS)).isTrue();
        assertThat(pinged(Reach.ANSWERS)).isTrue();
    }

    private boolean heard(Reach own, Reach peer) {
        PostgresStatus status =
                new PostgresStatus(own, 0, Probe.Role.PRIMARY, 1, null, null, null, 0, false, List.of());
        Probe probe = new Probe("demo", "node1", "a", ++sequence, 0, status, List.of(new PeerSight("node2", peer, 0)));
        return inbox.put(new Inbox.Heard(probe, sequence));
    }

    private boolean pinged(Reach reach) {
        return inbox.put(new Inbox.Pinged("node1", reach, 0));
    }
}
