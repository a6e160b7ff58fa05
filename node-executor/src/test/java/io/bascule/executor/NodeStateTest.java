package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.node.Upstream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered over a change of what the disk is. */
class NodeStateTest {
    private static final NodeState PRIMARY =
            NodeState.NEW.withNewDisk("11111111", Map.of(1, 1L, 2, 2L, 3, 5L)).asPrimary(5);

    /** R1: chosen again it is started as a standby, and when that ends before the promotion, it promises as what it was. */
    @Test
    void aPrimarysDiskStandsForItsTermUntilItFollows() {
        assertThat(PRIMARY.cut().withoutPromotion().primaryTerm()).isEqualTo(5);
        assertThat(PRIMARY.promoting(6, 3).withoutPromotion().primaryTerm()).isEqualTo(6);
        assertThat(PRIMARY.withFollowing(new Upstream(6, "node2", "node2:5432"), 5)
                        .primaryTerm())
                .isZero();
    }

    /** R5: without its history file timeline 3 does not exist to PostgreSQL, which makes it anew. */
    @Test
    void aPromotionForgetsTheTimelineThatItMakesAnew() {
        assertThat(PRIMARY.promoting(6, 2).timelines()).isEqualTo(Map.of(1, 1L, 2, 2L));
        assertThat(PRIMARY.promoting(6, 3).timelines()).isEqualTo(PRIMARY.timelines());
    }
}
