package io.bascule.core.elect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** R7: what nodes announce is believed once one etcd has shown less than was seen for long enough, without a gap. */
class ShownOlderTest {
    private final ShownOlder begun = ShownOlder.startingAt(0).noting(true, "etcd", 1000);

    @Test
    void itIsCountedFromTheFirstLookThatShowsLess() {
        assertThat(begun.forMs()).isZero();
        assertThat(begun.noting(true, "etcd", 1050).noting(true, "etcd", 4000).forMs())
                .isEqualTo(3000);
    }

    @Test
    void aGapBeginsItAnew() {
        assertThat(begun.noting(false, "etcd", 3000).noting(true, "etcd", 4000).forMs())
                .isEqualTo(1000);
    }

    @Test
    void anotherEtcdBeginsItAnew() {
        assertThat(begun.noting(true, "other", 4000).forMs()).isZero();
        assertThat(begun.noting(true, "other", 4000).noting(true, "other", 4500).forMs())
                .isEqualTo(500);
    }

    @Test
    void aPauseBeginsItAnew() {
        assertThat(ShownOlder.startingAt(9000).noting(true, "etcd", 9000).forMs())
                .isZero();
    }
}
