package io.bascule.platform;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Opens {@link PgSession}s on the reactive client. */
public final class PgSessions {
    private static final long IDLE_BOUND_MS = 120_000;

    private PgSessions() {}

    /**
     * Connects and logs in; blocks the calling platform or virtual thread, which must not be an event loop.
     *
     * @param timeoutMs the bound for all of it
     * @throws PgFailure on any failure
     */
    public static PgSession connect(Vertx vertx, PgTarget target, long timeoutMs) {
        return connect(vertx, target, timeoutMs, timeoutMs, IDLE_BOUND_MS);
    }

    /**
     * As {@link #connect(Vertx, PgTarget, long)}.
     *
     * @param acceptMs the bound for the TCP connection alone, which a kernel accepts however busy its processes are
     * @param idleBoundMs a connection on which nothing moves for this long is closed. That is also the only end of a
     *     login that a frozen server never answers, so who tries often wants it short
     */
    public static PgSession connect(Vertx vertx, PgTarget target, long acceptMs, long timeoutMs, long idleBoundMs) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(target.host())
                .setPort(target.port())
                .setUser(target.user())
                .setPassword(target.password())
                .setDatabase(target.database())
                .setProperties(Map.of(
                        "application_name", target.applicationName(), "client_encoding", "UTF8", "DateStyle", "ISO"))
                .setSslMode(SslMode.DISABLE)
                .setPipeliningLimit(1)
                .setCachePreparedStatements(false)
                .setReconnectAttempts(0);
        options.setConnectTimeout(Math.toIntExact(acceptMs));
        options.setIdleTimeout(Math.toIntExact(idleBoundMs)).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        var connecting = PgConnection.connect(vertx, options);
        try {
            return new VertxPgSession(target, Answers.await(connecting, "connect to " + target, timeoutMs));
        } catch (PgFailure e) {
            // A login that is answered after all finds nobody waiting for it.
            connecting.onSuccess(PgConnection::close);
            throw e;
        }
    }
}
