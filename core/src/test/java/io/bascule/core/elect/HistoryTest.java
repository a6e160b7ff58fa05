package io.bascule.core.elect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R5: the record names the timelines of its primary's own WAL, and no others. */
class HistoryTest {
    private static final Timeline FIRST = new Timeline(1, 1, Lsn.ZERO);
    private static final Timeline OF_TERM_3 = new Timeline(2, 3, Lsn.parse("0/3000"));
    private static final Timeline OF_TERM_5 = new Timeline(3, 5, Lsn.parse("0/5000"));
    private static final List<Timeline> ALL = List.of(FIRST, OF_TERM_3, OF_TERM_5);

    @Test
    void aCandidateThatHasTheNewestWalKeepsAllOfThem() {
        assertThat(History.upTo(new WalPosition(5, Lsn.parse("0/6000")), 3, ALL))
                .isEqualTo(ALL);
    }

    @Test
    void aTimelineMadeAfterTheCandidatesLastWalIsGivenUp() {
        assertThat(History.upTo(new WalPosition(3, Lsn.parse("0/9000")), 0, ALL))
                .containsExactly(FIRST, OF_TERM_3);
        assertThat(History.upTo(new WalPosition(4, Lsn.parse("0/9000")), 0, ALL))
                .containsExactly(FIRST, OF_TERM_3);
    }

    /** Promoted again in term 5 when that had been recorded: where it left timeline 3 is not known, so all of that is. */
    @Test
    void aCandidatesLastTimelineIsKnownBeforeItServes() {
        assertThat(History.upTo(new WalPosition(5, Lsn.parse("0/6000")), 4, ALL))
                .containsExactly(FIRST, OF_TERM_3, OF_TERM_5, new Timeline(4, 5, OF_TERM_5.fork()));
    }

    /** PostgreSQL gives its number to the timeline that the candidate makes. */
    @Test
    void aTimelineAfterTheCandidatesLastIsGivenUpThoughItIsOfTheSameTerm() {
        Timeline second = new Timeline(2, 2, Lsn.parse("0/2000"));
        List<Timeline> twice = List.of(FIRST, second, new Timeline(3, 2, Lsn.parse("0/2000")));
        assertThat(History.upTo(new WalPosition(2, Lsn.parse("0/6000")), 2, twice))
                .containsExactly(FIRST, second);
    }

    @Test
    void aNumberMadeTwiceIsTheCandidates() {
        assertThat(History.upTo(new WalPosition(4, Lsn.parse("0/6000")), 2, ALL))
                .containsExactly(FIRST, new Timeline(2, 4, Lsn.ZERO));
    }

    @Test
    void theFirstIsEverybodys() {
        assertThat(History.upTo(new WalPosition(0, Lsn.ZERO), 0, ALL)).containsExactly(FIRST);
    }
}
