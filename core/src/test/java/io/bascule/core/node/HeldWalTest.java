package io.bascule.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldWalTest {
    private static final long BOUND = 4000L << 20;

    @Test
    void aStandbyThatIsAwayIsWarnedOfBeforeItsWalIsGivenUp() {
        assertThat(new HeldWal("node2", false, BOUND / 4, BOUND).warning()).isEmpty();
        assertThat(new HeldWal("node2", false, 999L << 20, BOUND).warning())
                .hasValueSatisfying(words -> assertThat(words).contains("node2", "999 MiB more", "4000 MiB", "cloned"));
    }

    @Test
    void whoIsConnectedOrLostAlreadyOrUnboundedIsNot() {
        assertThat(new HeldWal("node2", true, 1L, BOUND).warning()).isEmpty();
        assertThat(new HeldWal("node2", false, null, BOUND).warning()).isEmpty();
        assertThat(new HeldWal("node2", false, 1L, -1).warning()).isEmpty();
    }
}
