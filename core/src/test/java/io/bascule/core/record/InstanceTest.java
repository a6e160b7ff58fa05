package io.bascule.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTest {
    private static final String DISK = "0123abcf";

    @ParameterizedTest
    @ValueSource(strings = {"a", "node1", "1", "a-b-", "abcdefghijklmnopqrstuvwxyz-0123456789-xy"})
    void nodesHaveSuchNames(String node) {
        Instance instance = new Instance(node, DISK);

        assertThat(Instance.ofApplicationName(instance.applicationName())).contains(instance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "Node", "a_b", "a.b", "nöde", "abcdefghijklmnopqrstuvwxyz-0123456789-xyz"})
    void nodesHaveNoSuchNames(String node) {
        assertThatThrownBy(() -> new Instance(node, DISK)).hasMessageContaining("is not a node name");
        assertThat(Instance.ofApplicationName(node + "_" + DISK)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123abc", "0123abcf0", "0123ABCF", "0123abcg"})
    void disksHaveNoSuchNames(String disk) {
        assertThatThrownBy(() -> new Instance("node1", disk)).hasMessageContaining("is not a disk identity");
        assertThat(Instance.ofApplicationName("node1_" + disk)).isEmpty();
    }

    @Test
    void otherApplicationNamesAreNobodys() {
        assertThat(Instance.ofApplicationName("psql")).isEmpty();
        assertThat(Instance.ofApplicationName("_" + DISK)).isEmpty();
        assertThat(Instance.ofApplicationName("node1-" + DISK)).isEmpty();
    }
}
