package io.bascule.election;

import io.bascule.events.Probe.Reach;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * Asks a PostgreSQL whether it speaks, without logging in: the postmaster answers an SSLRequest with one byte
 * (PostgreSQL manual, 54.2.11). A frozen machine's kernel still accepts the connection, but nobody answers.
 */
final class Pinger {
    private static final int SSL_REQUEST = 80877103;

    private Pinger() {}

    /** One ping of {@code host:port}, over within twice {@code boundMs}. */
    static Reach ping(String address, int boundMs) {
        int colon = address.lastIndexOf(':');
        try (var socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(boundMs);
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    boundMs);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
            return socket.getInputStream().read() < 0 ? Reach.CLOSED : Reach.ANSWERS;
        } catch (SocketTimeoutException e) {
            return Reach.SILENT;
        } catch (IOException e) {
            return Reach.REFUSED;
        }
    }
}
