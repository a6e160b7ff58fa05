package io.bascule.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** R7: what an etcd that came back older shows. */
class SeenTest {
    private static final Seen SEEN = new Seen("etcd", 3, 20);

    @Test
    void whatIsTheSameOrNewerIsBelieved() {
        assertThat(Seen.NOTHING.refuses(SEEN)).isFalse();
        assertThat(SEEN.refuses(SEEN)).isFalse();
        assertThat(SEEN.refuses(new Seen("etcd", 3, 21))).isFalse();
        assertThat(SEEN.refuses(new Seen("etcd", 4, 21))).isFalse();
    }

    @Test
    void whatIsOlderIsRefused() {
        assertThat(SEEN.refuses(new Seen("etcd", 3, 19))).isTrue();
        assertThat(SEEN.refuses(new Seen("etcd", 2, 21))).isTrue();
    }

    /** An election copy decided from a restored etcd before any node had said what it has seen. */
    @Test
    void aNewerTermInAVersionThatWasThereBeforeIsRefused() {
        assertThat(SEEN.refuses(new Seen("etcd", 4, 20))).isTrue();
        assertThat(SEEN.refuses(new Seen("etcd", 4, 15))).isTrue();
    }

    @Test
    void anotherEtcdIsBelievedOnceItIsSeatedAbove() {
        assertThat(SEEN.refuses(new Seen("other", 3, 99))).isTrue();
        assertThat(SEEN.refuses(new Seen("other", 4, 20))).isTrue();
        assertThat(SEEN.refuses(new Seen("other", 4, 21))).isFalse();
    }
}
