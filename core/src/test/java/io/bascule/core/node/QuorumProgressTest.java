package io.bascule.core.node;

import static io.bascule.core.node.NodeFixture.NODE1;
import static io.bascule.core.node.NodeFixture.NODE3;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumProgressTest {
    private static final Quorum ONE_OF_TWO = new Quorum(1, 4, List.of(NODE1, NODE3), 1);
    private static final Lsn FLUSH = Lsn.parse("0/100");

    private static Walsender node1(long reply, String flush) {
        return new Walsender(11, NODE1, true, Lsn.parse(flush), reply);
    }

    private static Walsender node3(long reply, String flush) {
        return new Walsender(33, NODE3, true, Lsn.parse(flush), reply);
    }

    @Test
    void isAppliedWhenEveryWalsenderAnsweredTwice() {
        QuorumProgress progress = QuorumProgress.shown(ONE_OF_TWO, List.of(node1(1, "0/90"), node3(1, "0/90")));
        progress = progress.look(List.of(node1(2, "0/90"), node3(2, "0/90")), FLUSH);
        assertThat(progress.applied()).isFalse();
        progress = progress.look(List.of(node1(3, "0/90"), node3(2, "0/90")), FLUSH);
        assertThat(progress.applied()).isFalse();
        progress = progress.look(List.of(node1(3, "0/90"), node3(3, "0/90")), FLUSH);
        assertThat(progress.applied()).isTrue();
        assertThat(progress.settled()).isFalse();
    }

    @Test
    void aWalsenderThatEndedIsNotWaitedForAndANewOneKnowsTheSetting() {
        QuorumProgress progress = QuorumProgress.shown(ONE_OF_TWO, List.of(node1(1, "0/90")));
        progress = progress.look(List.of(node3(1, "0/90")), FLUSH);
        assertThat(progress.applied()).isTrue();
    }

    @Test
    void isSettledWhenItsAcksFlushedPastWhatWasFlushedAfterItWasApplied() {
        QuorumProgress progress = QuorumProgress.shown(ONE_OF_TWO, List.of());
        progress = progress.look(List.of(node1(1, "0/200")), FLUSH);
        assertThat(progress.target()).isEqualTo(FLUSH);
        assertThat(progress.settled()).isFalse();
        progress = progress.look(List.of(node1(1, "0/F8")), Lsn.parse("0/300"));
        assertThat(progress.settled()).isFalse();
        progress = progress.look(List.of(node1(1, "0/100")), Lsn.parse("0/300"));
        assertThat(progress.settled()).isTrue();
    }

    @Test
    void whoIsNoVoterDoesNotCount() {
        Quorum onlyNode3 = new Quorum(1, 5, List.of(NODE3), 1);
        QuorumProgress progress = QuorumProgress.shown(onlyNode3, List.of())
                .look(List.of(), FLUSH)
                .look(List.of(node1(1, "0/200")), FLUSH);
        assertThat(progress.settled()).isFalse();
    }

    @Test
    void withZeroAcksItIsSettledOnceApplied() {
        QuorumProgress progress = QuorumProgress.shown(new Quorum(1, 6, List.of(), 0), List.of());
        assertThat(progress.look(List.of(), FLUSH).settled()).isTrue();
    }
}
