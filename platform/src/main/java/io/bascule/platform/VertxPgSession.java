package io.bascule.platform;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A {@link PgSession} on one connection of the reactive client. */
final class VertxPgSession implements PgSession {
    private final PgTarget target;
    private final PgConnection connection;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    VertxPgSession(PgTarget target, PgConnection connection) {
        this.target = target;
        this.connection = connection;
        connection.exceptionHandler(failure -> {});
        connection.closeHandler(nothing -> ended.complete(null));
    }

    @Override
    public List<Row> query(String sql, long timeoutMs, Object... arguments) {
        RowSet<Row> rows =
                run(sql, timeoutMs, () -> connection.preparedQuery(sql).execute(Tuple.wrap(arguments)));
        List<Row> list = new ArrayList<>(rows.size());
        rows.forEach(list::add);
        return list;
    }

    @Override
    public void execute(String sql, long timeoutMs) {
        run(sql, timeoutMs, () -> connection.query(sql).execute());
    }

    private <T> T run(String sql, long timeoutMs, Supplier<Future<T>> request) {
        if (!isOpen()) {
            throw new PgFailure(
                    PgFailure.Kind.CLOSED, target + " has closed the connection", new IllegalStateException(sql));
        }
        try {
            return Answers.await(request.get(), "run a statement on " + target, timeoutMs);
        } catch (PgFailure e) {
            if (e.kind() == PgFailure.Kind.TIMEOUT) {
                close();
            }
            throw e;
        }
    }

    @Override
    public boolean isOpen() {
        return !ended.isDone();
    }

    @Override
    public void onClose(Runnable listener) {
        ended.thenRun(listener);
    }

    @Override
    public void close() {
        // Not the orderly close: that waits behind a statement without an answer.
        connection.close();
        ended.complete(null);
    }
}
