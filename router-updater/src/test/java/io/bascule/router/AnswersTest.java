package io.bascule.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bascule.core.route.Backend;
import io.bascule.core.route.ProxyView;
import io.bascule.core.route.ProxyView.Admission;
import io.bascule.core.route.ProxyView.Shown;
import io.bascule.core.route.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against what HAProxy 3.0.11 answered, word for word. */
class AnswersTest {
    @Test
    void readsWhoIsReadyClosedOrNeither() throws IOException {
        ProxyView view = Answers.view(recorded());

        assertThat(view.of(Server.write("node1"))).contains(new Shown(Admission.CLOSED, 0));
        assertThat(view.of(Server.write("node2"))).contains(new Shown(Admission.READY, 3));
        assertThat(view.of(Server.read("node1"))).contains(new Shown(Admission.OTHER, 0));
        assertThat(view.of(Server.read("node3"))).contains(new Shown(Admission.READY, 0));
    }

    @Test
    void leavesOutTheBackupServersThatStandForNoNode() throws IOException {
        ProxyView view = Answers.view(recorded());

        assertThat(view.in(Backend.WRITE)).extracting(Server::node).containsExactly("node1", "node2", "node3");
        assertThat(view.in(Backend.READ)).extracting(Server::node).containsExactly("node1", "node2", "node3");
    }

    @Test
    void tellsOneStartOfHaproxyFromAnother() throws IOException {
        ProxyView view = Answers.view(recorded());

        assertThat(view.run().pid()).isEqualTo(10);
        assertThat(view.run().startSec()).isPositive();
        assertThat(Answers.view(recorded().replace("Pid: 10\n", "Pid: 11\n")).run())
                .isNotEqualTo(view.run());
    }

    @Test
    void takesAnEmptyLineForSuccessAndWordsForRefusal() {
        assertThat(Answers.refusal("\n")).isEmpty();
        assertThat(Answers.refusal("No such server.\n\n")).contains("No such server.");
    }

    @Test
    void namesWhatAnAnswerLacks() throws IOException {
        String answer = recorded();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.view("\n"))
                .withMessageContaining("Pid");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.view(answer.substring(0, answer.indexOf("# "))))
                .withMessageContaining("show stat");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Answers.view(answer.replace(",status,", ",state,")))
                .withMessageContaining("status");
    }

    private static String recorded() throws IOException {
        try (InputStream in = Objects.requireNonNull(AnswersTest.class.getResourceAsStream("/look-3.0.11.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
