package io.bascule.router;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * HAProxy's runtime API (management guide 9.3) over its unix socket: one connection for each command or {@code ;}-joined
 * commands, since HAProxy ends its answer by closing. No prompt mode, where an answer's end must be guessed.
 */
final class RuntimeApi {
    /** Some hundred bytes a server; more is not what was asked for. */
    private static final int ANSWER_MOST_BYTES = 1 << 20;

    private final UnixDomainSocketAddress address;
    private final long boundMs;

    /** @param boundMs for a whole exchange */
    RuntimeApi(Path socket, long boundMs) {
        this.address = UnixDomainSocketAddress.of(socket);
        this.boundMs = boundMs;
    }

    /**
     * The answer to {@code command}, complete.
     *
     * @throws IOException if HAProxy cannot be reached or has not answered within the bound; whether it did what it was
     *     told is then not known
     */
    String ask(String command) throws IOException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(boundMs);
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, 0);
            if (!channel.connect(address)) {
                await(key, SelectionKey.OP_CONNECT, deadlineNanos);
                channel.finishConnect();
            }
            send(channel, key, command + "\n", deadlineNanos);
            return receive(channel, key, deadlineNanos);
        }
    }

    private void send(SocketChannel channel, SelectionKey key, String text, long deadlineNanos) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(key, SelectionKey.OP_WRITE, deadlineNanos);
            }
        }
    }

    private String receive(SocketChannel channel, SelectionKey key, long deadlineNanos) throws IOException {
        var answer = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(16 * 1024);
        while (true) {
            int count = channel.read(piece);
            if (count < 0) {
                return answer.toString(StandardCharsets.UTF_8);
            }
            if (count == 0) {
                await(key, SelectionKey.OP_READ, deadlineNanos);
                continue;
            }
            answer.write(piece.array(), 0, count);
            piece.clear();
            if (answer.size() > ANSWER_MOST_BYTES) {
                throw new IOException("the answer is longer than " + ANSWER_MOST_BYTES + " bytes");
            }
        }
    }

    private void await(SelectionKey key, int readiness, long deadlineNanos) throws IOException {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        key.interestOps(readiness);
        if (leftMs <= 0 || key.selector().select(leftMs) == 0) {
            throw new IOException("no answer within " + boundMs + " ms");
        }
        key.selector().selectedKeys().clear();
    }
}
