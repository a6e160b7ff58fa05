package io.bascule.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.Lsn;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalPathTest {
    /** Of timeline 4; 3 has no WAL, since its promotion was begun again. */
    private static final String HISTORY = """
            1\t0/3000148\tno recovery target specified

            2\t0/5000060\tno recovery target specified

            3\t0/5000060\tno recovery target specified
            """;

    private static final WalPath PRIMARY = WalPath.of(HISTORY, 4, Lsn.parse("0/9000000"));

    private static Optional<Lsn> leaves(String history, int timeline, String end) {
        return WalPath.of(history, timeline, Lsn.parse(end)).leaves(PRIMARY);
    }

    private static String upTo(int lines) {
        return String.join(
                "\n\n", HISTORY.lines().filter(l -> !l.isBlank()).toList().subList(0, lines));
    }

    @Test
    void whatIsOnThePrimarysTimelineAndNotAheadIsItsBeginning() {
        assertThat(leaves(HISTORY, 4, "0/9000000")).isEmpty();
    }

    @Test
    void whatIsAheadOnThePrimarysTimelineLeavesItWhereThatEnds() {
        assertThat(leaves(HISTORY, 4, "0/9000008")).contains(Lsn.parse("0/9000000"));
    }

    @Test
    void onlyWhatGoesOnWhereThePrimaryEndsIsAheadOfIt() {
        assertThat(WalPath.of(HISTORY, 4, Lsn.parse("0/9000008")).isAheadOf(PRIMARY))
                .isTrue();
        assertThat(WalPath.of(HISTORY, 4, Lsn.parse("0/9000000")).isAheadOf(PRIMARY))
                .isFalse();
        assertThat(WalPath.of("", 1, Lsn.parse("0/9000008")).isAheadOf(PRIMARY)).isFalse();
    }

    @Test
    void anOlderTimelineIsSharedUpToWhereThePrimaryLeftIt() {
        assertThat(leaves("", 1, "0/3000148")).isEmpty();
        assertThat(leaves("", 1, "0/3000150")).contains(Lsn.parse("0/3000148"));
        assertThat(leaves(upTo(2), 3, "0/5000060")).isEmpty();
        assertThat(leaves(upTo(2), 3, "0/5000068")).contains(Lsn.parse("0/5000060"));
    }

    @Test
    void aTimelineThatThePrimaryDoesNotKnowIsItsOwnFromItsBeginning() {
        assertThat(leaves(upTo(1), 5, "0/4000000")).contains(Lsn.parse("0/3000148"));
        assertThat(WalPath.of(upTo(1), 2, Lsn.parse("0/4000000")).leaves(WalPath.of("", 1, Lsn.parse("0/9000000"))))
                .contains(Lsn.parse("0/3000148"));
    }

    @Test
    void theSameNumberBegunElsewhereIsAnotherTimeline() {
        assertThat(leaves("1\t0/2000000\tother\n", 2, "0/2000100")).contains(Lsn.parse("0/2000000"));
    }
}
