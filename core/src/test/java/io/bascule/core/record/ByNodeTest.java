package io.bascule.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ByNodeTest {
    @Test
    void isInTheOrderOfNamesHoweverItWasFilled() {
        Map<String, Integer> filled = new LinkedHashMap<>();
        for (int node : new int[] {3, 1, 5, 2, 4}) {
            filled.put("node" + node, node);
        }
        Map<String, Integer> copy = ByNode.copyOf(filled);
        filled.clear();
        assertThat(copy.keySet()).containsExactly("node1", "node2", "node3", "node4", "node5");
    }
}
