package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.platform.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered over a change of what the disk is. */
class NodeStateTest {
    private static final NodeState PRIMARY =
            NodeState.NEW.withNewDisk("11111111", Map.of(1, 1L, 2, 2L, 3, 5L)).asPrimary(5);

    private static final Upstream NODE2 = new Upstream(6, new Instance("node2", "22222222"), "node2:5432");

    /** R1: chosen again it is started as a standby, and when that ends before the promotion, it promises as what it was. */
    @Test
    void aPrimarysDiskStandsForItsTermUntilItFollows() {
        assertThat(PRIMARY.cut().withoutPromotion().primaryTerm()).isEqualTo(5);
        assertThat(PRIMARY.promoting(6, 3).withoutPromotion().primaryTerm()).isEqualTo(6);
        assertThat(PRIMARY.withFollowing(NODE2, 5).primaryTerm()).isZero();
    }

    @Test
    void aPrimaryWrittenDownWithoutItsDiskIsAskedForAgain() throws IOException {
        String before = new String(Json.write(PRIMARY.withFollowing(NODE2, 5)), StandardCharsets.UTF_8);
        String older = before.replaceAll("\"primary\":\\{[^}]*}", "\"node\":\"node2\"");
        assertThat(older).contains("\"address\":\"node2:5432\"").isNotEqualTo(before);
        assertThat(Json.mapper().readValue(older, NodeState.class).following()).isNull();
    }

    /** R5: without its history file timeline 3 does not exist to PostgreSQL, which makes it anew. */
    @Test
    void aPromotionForgetsTheTimelineThatItMakesAnew() {
        assertThat(PRIMARY.promoting(6, 2).timelines()).isEqualTo(Map.of(1, 1L, 2, 2L));
        assertThat(PRIMARY.promoting(6, 3).timelines()).isEqualTo(PRIMARY.timelines());
    }
}
