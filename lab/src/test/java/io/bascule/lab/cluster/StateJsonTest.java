package io.bascule.lab.cluster;

import static io.bascule.lab.Fixtures.wholeState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bascule.platform.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateJsonTest {
    @Test
    void readsWhatAnElectionCopyAnswers() throws JsonProcessingException {
        ClusterState whole = wholeState();
        String json = Json.mapper()
                .writeValueAsString(Map.of(
                        "copy", "election1",
                        "storeReachable", true,
                        "kafkaSilentMs", 20,
                        "verdict", Map.of("reason", "ANSWERS", "evidence", new String[] {"one", "two"}),
                        "settings", whole.settings(),
                        "record", whole.record(),
                        "members", whole.members()));

        ClusterState read = StateJson.parse(json);

        assertThat(read)
                .isEqualTo(new ClusterState(
                        "election1", true, 20, "ANSWERS: one; two", whole.settings(), whole.record(), whole.members()));
        assertThat(read.lagBytes("node2")).contains(100L);
        assertThat(read.primary()).contains("node1");
    }

    @Test
    void beforeTheBootstrapThereIsNoRecord() {
        ClusterState read = StateJson.parse("{\"copy\":\"election2\",\"record\":null,\"members\":[]}");

        assertThat(read.record()).isNull();
        assertThat(read.primary()).isEmpty();
        assertThat(read.term()).isZero();
    }

    @Test
    void anAnswerOfAnotherBuildIsOneSentence() {
        assertThatThrownBy(() -> StateJson.parse("{\"record\":{\"term\":\"x\"}}"))
                .isInstanceOf(LabFailure.class)
                .hasMessageContaining("of one build");
    }
}
