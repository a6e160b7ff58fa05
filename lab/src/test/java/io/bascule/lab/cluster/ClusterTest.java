package io.bascule.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterTest {
    private HttpServer election;

    @BeforeEach
    void start() throws IOException {
        election = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        election.start();
    }

    @AfterEach
    void stop() {
        election.stop(0);
    }

    @Test
    void asksTheNextElectionCopyWhenOneDoesNotAnswer() throws IOException {
        answer("/state", 200, "{\"copy\":\"election2\",\"members\":{}}");

        try (Cluster cluster = cluster(unusedPort(), election.getAddress().getPort())) {
            assertThat(cluster.state().copy()).isEqualTo("election2");
        }
    }

    @Test
    void aRefusalIsPassedOnInItsOwnWords() {
        answer("/switchover", 409, "{\"error\":\"node2 does not stream\"}");

        try (Cluster cluster = cluster(election.getAddress().getPort())) {
            assertThatThrownBy(() -> cluster.switchover("node2"))
                    .isInstanceOf(LabFailure.class)
                    .hasMessage("The election service refused: node2 does not stream.");
        }
    }

    @Test
    void withoutAnElectionCopyThatIsWhatIsMissing() throws IOException {
        int port = unusedPort();

        try (Cluster cluster = cluster(port)) {
            assertThat(cluster.missing()).containsExactly("No election copy answers on ports [" + port + "]");
        }
    }

    private void answer(String path, int status, String body) {
        election.createContext(path, exchange -> {
            try (exchange) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    private static Cluster cluster(Integer... electionPorts) {
        return new Cluster(
                new Endpoints("p", 1, 1, 1, List.of(1, 2, 3), List.of(electionPorts), List.of(), List.of(), 1));
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
