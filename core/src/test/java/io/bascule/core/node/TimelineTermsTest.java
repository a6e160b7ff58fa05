package io.bascule.core.node;

import static io.bascule.core.node.NodeFixture.FORK;
import static io.bascule.core.node.NodeFixture.NODE1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.node.TimelineTerms.Source;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTermsTest {
    private static final ClusterRecord TIMELINE_2_OF_TERM_2 = new ClusterRecord(
            "demo",
            "7000",
            9,
            3,
            Phase.PROMOTING,
            NODE1,
            List.of(new Quorum(3, 9, List.of(), 0)),
            List.of(new Timeline(1, 1, Lsn.ZERO), new Timeline(2, 2, FORK)),
            new Decision("d", "switchover", "e1", null, null, List.of()));

    @Test
    void whatTheDiskRemembersCounts() {
        assertThat(TimelineTerms.termOf(2, Map.of(2, 5L), TIMELINE_2_OF_TERM_2, new Source(3, 3)))
                .isEqualTo(5);
    }

    @Test
    void aTimelineOfTheUpstreamsHistoryHasItsRecordedTerm() {
        assertThat(TimelineTerms.termOf(2, Map.of(), TIMELINE_2_OF_TERM_2, new Source(3, 2)))
                .isEqualTo(2);
    }

    @Test
    void theSameNumberFromACandidateThatNeverHadItIsTheCandidates() {
        assertThat(TimelineTerms.termOf(2, Map.of(), TIMELINE_2_OF_TERM_2, new Source(3, 1)))
                .isEqualTo(3);
    }

    /** A promotion that ended between its first segment and its history file: the next one makes the number again. */
    @Test
    void aTimelineWithoutHistoryIsMadeAnewByTheNextPromotion() {
        Map<Integer, Long> before = Map.of(1, 1L, 2, 2L, 3, 6L);
        assertThat(TimelineTerms.beforePromotion(before, 2)).isEqualTo(Map.of(1, 1L, 2, 2L));
        assertThat(TimelineTerms.beforePromotion(before, 3)).isEqualTo(before);
        assertThat(TimelineTerms.learn(3, TimelineTerms.beforePromotion(before, 2), null, new Source(7, 0)))
                .containsEntry(3, 7L);
    }

    /** Its maker was promoted twice in term 2, and the record knows the second one. */
    @Test
    void aTimelineBeforeOneThatTheRecordKnowsIsOfThatOnesTerm() {
        ClusterRecord known = new ClusterRecord(
                "demo",
                "7000",
                10,
                3,
                Phase.PROMOTING,
                NODE1,
                TIMELINE_2_OF_TERM_2.quorums(),
                List.of(new Timeline(1, 1, Lsn.ZERO), new Timeline(3, 2, FORK)),
                TIMELINE_2_OF_TERM_2.decision());
        assertThat(TimelineTerms.termOf(2, Map.of(1, 1L), known, new Source(3, 2)))
                .isEqualTo(2);
        assertThat(TimelineTerms.termOf(3, Map.of(1, 1L), known, new Source(3, 2)))
                .isEqualTo(2);
        assertThat(TimelineTerms.termOf(4, Map.of(1, 1L), known, new Source(3, 2)))
                .isEqualTo(3);
    }

    @Test
    void whatIsUnknownBelongsToWhoIsListenedTo() {
        assertThat(TimelineTerms.learn(3, Map.of(1, 1L), TIMELINE_2_OF_TERM_2, new Source(3, 2)))
                .isEqualTo(Map.of(1, 1L, 3, 3L));
        assertThat(TimelineTerms.learn(3, Map.of(1, 1L), null, Source.NONE)).isEqualTo(Map.of(1, 1L));
    }
}
