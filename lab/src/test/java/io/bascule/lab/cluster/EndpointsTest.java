package io.bascule.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
    @Test
    void defaultsAreThoseOfTheComposeFile() {
        Endpoints endpoints = Endpoints.of(Map.of());

        assertThat(endpoints.writePort()).isEqualTo(5000);
        assertThat(endpoints.nodePort("node2")).isEqualTo(15432);
        assertThat(endpoints.electionPorts()).containsExactly(18091, 18092);
        assertThat(endpoints.kafka()).containsExactly("kafka1", "kafka2", "kafka3");
        assertThat(endpoints.kafkaServers()).isEqualTo("127.0.0.1:19092,127.0.0.1:19093,127.0.0.1:19094");
        assertThat(endpoints.container("node1")).isEqualTo("bascule-node1-1");
    }

    @Test
    void variablesMoveThem() {
        Endpoints endpoints = Endpoints.of(
                Map.of("BASCULE_PROJECT", "other", "BASCULE_NODE3_PORT", "25433", "BASCULE_WRITE_PORT", ""));

        assertThat(endpoints.nodePort("node3")).isEqualTo(25433);
        assertThat(endpoints.writePort()).isEqualTo(5000);
        assertThat(endpoints.container("router")).isEqualTo("other-router-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "65536", "-1", "99999999999"})
    void whatIsNoPortIsNamed(String text) {
        assertThatThrownBy(() -> Endpoints.of(Map.of("BASCULE_READ_PORT", text)))
                .isInstanceOf(LabFailure.class)
                .hasMessageContaining("BASCULE_READ_PORT")
                .hasMessageContaining(text);
    }

    @Test
    void anUnknownNodeIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> Endpoints.of(Map.of()).nodePort("node9"))
                .hasMessage("There is no node 'node9': the nodes are node1, node2, node3.");
    }
}
