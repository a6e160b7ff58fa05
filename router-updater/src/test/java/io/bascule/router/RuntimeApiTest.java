package io.bascule.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over a real unix socket, with a server that answers as a test wants it to. */
@Timeout(10)
class RuntimeApiTest {
    @TempDir
    Path folder;

    private ServerSocketChannel server;
    private Path socket;
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() throws IOException {
        socket = folder.resolve("admin.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void sendsACommandAndReadsUntilTheOtherSideCloses() throws IOException {
        answerWith("x".repeat(100_000) + "\n\n", true);

        assertThat(new RuntimeApi(socket, 8000).ask("show stat"))
                .hasSize(100_002)
                .endsWith("\n\n");
        assertThat(asked.poll()).isEqualTo("show stat\n");
    }

    @Test
    void waitsForAnAnswerOnlyUpToItsBound() {
        answerWith("half an answ", false);

        assertThatIOException()
                .isThrownBy(() -> new RuntimeApi(socket, 200).ask("show stat"))
                .withMessageContaining("no answer within");
    }

    @Test
    void takesNoEndlessAnswer() {
        answerWith("x".repeat(2 << 20), true);

        assertThatIOException()
                .isThrownBy(() -> new RuntimeApi(socket, 8000).ask("show sess all"))
                .withMessageContaining("longer than");
    }

    @Test
    void failsAtOnceWhereNobodyListens() {
        assertThatIOException().isThrownBy(() -> new RuntimeApi(folder.resolve("absent.sock"), 8000).ask("show stat"));
    }

    private void answerWith(String answer, boolean thenClose) {
        Thread.ofVirtual().start(() -> {
            try {
                SocketChannel client = server.accept();
                ByteBuffer command = ByteBuffer.allocate(1000);
                client.read(command);
                asked.add(new String(command.array(), 0, command.position(), StandardCharsets.UTF_8));
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(answer);
                while (bytes.hasRemaining()) {
                    client.write(bytes);
                }
                if (thenClose) {
                    client.close();
                }
            } catch (IOException e) {
                // The other side went first, which some tests want.
            }
        });
    }
}
