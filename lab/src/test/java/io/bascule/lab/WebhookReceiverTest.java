package io.bascule.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookReceiverTest {
    private final List<String> printed = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private WebhookReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = WebhookReceiver.start(0, printed::add);
    }

    @AfterEach
    void stop() {
        receiver.close();
        http.close();
    }

    @Test
    void keepsWhatIsPostedUntilItIsTold() throws Exception {
        assertThat(send("POST", "/", "{\"a\":1}").statusCode()).isEqualTo(204);
        assertThat(send("POST", "/", "{\"b\":2}").statusCode()).isEqualTo(204);

        assertThat(send("GET", "/received", "").body()).isEqualTo("[{\"a\":1},{\"b\":2}]");
        assertThat(printed).containsExactly("{\"a\":1}", "{\"b\":2}");

        send("DELETE", "/received", "");
        assertThat(send("GET", "/received", "").body()).isEqualTo("[]");
    }

    @Test
    void refusesAsOftenAsItIsTold() throws Exception {
        send("POST", "/fail?next=2", "");

        assertThat(send("POST", "/", "{}").statusCode()).isEqualTo(503);
        assertThat(send("POST", "/", "{}").statusCode()).isEqualTo(503);
        assertThat(send("POST", "/", "{}").statusCode()).isEqualTo(204);
    }

    @Test
    void refusesWhatIsNoJsonObject() throws Exception {
        assertThat(send("POST", "/", "hello").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/", "{" + "x".repeat(70_000) + "}").statusCode())
                .isEqualTo(400);
        assertThat(send("GET", "/nothing", "").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + receiver.port() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
