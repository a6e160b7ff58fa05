package io.bascule.core.node;

import static io.bascule.core.Fixture.N2;
import static io.bascule.core.Fixture.N3;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState.AbsentVoter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a primary counts for how long a voter has not streamed. */
class AbsentVotersTest {
    private static final List<Instance> VOTERS = List.of(N3, N2);
    private static final List<Instance> NOBODY = List.of();

    @Test
    void whoStreamsIsNotAbsent() {
        assertThat(AbsentVoters.NONE.look(VOTERS, VOTERS, 1_000).announced()).isEmpty();
    }

    @Test
    void itIsCountedFromTheFirstLookThatMissesIt() {
        AbsentVoters seen = AbsentVoters.NONE.look(VOTERS, VOTERS, 1_000).look(VOTERS, List.of(N2), 1_250);
        assertThat(seen.announced()).containsExactly(new AbsentVoter(N3, 0));
        assertThat(seen.look(VOTERS, List.of(N2), 1_500).announced()).containsExactly(new AbsentVoter(N3, 250));
    }

    @Test
    void oneMomentOfStreamingBeginsTheCountAnew() {
        AbsentVoters seen = AbsentVoters.NONE
                .look(VOTERS, NOBODY, 1_000)
                .look(VOTERS, VOTERS, 1_250)
                .look(VOTERS, NOBODY, 1_500);
        assertThat(seen.announced()).containsExactly(new AbsentVoter(N2, 0), new AbsentVoter(N3, 0));
    }

    @Test
    void aPauseOfThePrimaryItselfCountsForLittle() {
        AbsentVoters seen = AbsentVoters.NONE.look(VOTERS, List.of(N2), 1_000).look(VOTERS, List.of(N2), 61_000);
        assertThat(seen.announced()).containsExactly(new AbsentVoter(N3, 500));
    }

    @Test
    void aClockThatGoesBackTakesNothingAway() {
        AbsentVoters seen = AbsentVoters.NONE
                .look(VOTERS, List.of(N2), 10_000)
                .look(VOTERS, List.of(N2), 10_250)
                .look(VOTERS, List.of(N2), 1_000)
                .look(VOTERS, List.of(N2), 1_250);
        assertThat(seen.announced()).containsExactly(new AbsentVoter(N3, 500));
    }

    @Test
    void whoIsNoVoterAnyMoreIsForgotten() {
        AbsentVoters seen = AbsentVoters.NONE.look(VOTERS, NOBODY, 1_000).look(List.of(N2), NOBODY, 1_250);
        assertThat(seen.announced()).containsExactly(new AbsentVoter(N2, 250));
    }
}
