package io.bascule.platform;

import io.vertx.sqlclient.Row;
import java.util.List;

/**
 * One held connection to a PostgreSQL; every call blocks the caller for no longer than its bound. One caller at a time.
 * All calls throw {@link PgFailure}.
 */
public interface PgSession extends AutoCloseable {
    /**
     * Runs one statement with the extended protocol.
     *
     * @param timeoutMs the bound; when it passes the session is of no more use and is closed
     * @param arguments for {@code $1} and on
     */
    List<Row> query(String sql, long timeoutMs, Object... arguments);

    /**
     * Runs statements that take no arguments with the simple protocol: one such as ALTER SYSTEM, or several at once, which
     * then are one transaction.
     */
    void execute(String sql, long timeoutMs);

    boolean isOpen();

    /** Calls {@code listener} once when the connection ends, whoever ended it; must not block. */
    void onClose(Runnable listener);

    /** Ends the connection without waiting. */
    @Override
    void close();
}
