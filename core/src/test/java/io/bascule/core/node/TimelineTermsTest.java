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

    @Test
    void whatIsUnknownBelongsToWhoIsListenedTo() {
        assertThat(TimelineTerms.learn(3, Map.of(1, 1L), TIMELINE_2_OF_TERM_2, new Source(3, 2)))
                .isEqualTo(Map.of(1, 1L, 3, 3L));
        assertThat(TimelineTerms.learn(3, Map.of(1, 1L), null, Source.NONE)).isEqualTo(Map.of(1, 1L));
    }
}
