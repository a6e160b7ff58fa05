package io.bascule.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void cannotBeChanged() {
        Map<String, Integer> copy = ByNode.copyOf(Map.of("node1", 1));
        assertThat(ByNode.copyOf(copy)).isSameAs(copy).isEqualTo(Map.of("node1", 1));
        assertThatThrownBy(() -> copy.put("node2", 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> copy.values().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
