package io.bascule.platform;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the reactive client with a bound, and says what a failure means. */
final class Answers {
    /** admin_shutdown, crash_shutdown, cannot_connect_now (PostgreSQL manual, appendix A). */
    private static final Set<String> NOT_READY = Set.of("57P01", "57P02", "57P03");

    private Answers() {}

    static <T> T await(Future<T> future, String what, long timeoutMs) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failure(PgFailure.Kind.TIMEOUT, what, "no answer within " + timeoutMs + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(PgFailure.Kind.TIMEOUT, what, "interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String message = cause.getMessage();
            throw failure(
                    kindOf(cause), what, message == null ? cause.getClass().getSimpleName() : message, cause);
        }
    }

    private static PgFailure failure(PgFailure.Kind kind, String what, String why, Throwable cause) {
        return new PgFailure(
                kind, "could not " + what + ": " + why.lines().findFirst().orElse(""), cause);
    }

    static PgFailure.Kind kindOf(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case PgException answered
            when NOT_READY.contains(String.valueOf(answered.getSqlState())) -> PgFailure.Kind.NOT_READY;
            case PgException answered -> PgFailure.Kind.ERROR;
            case ConnectTimeoutException late -> PgFailure.Kind.TIMEOUT;
            case ConnectException refused when message.contains("refused") -> PgFailure.Kind.REFUSED;
            // Unknown names, no route and the like can be this machine's own trouble: nothing was learnt.
            case ConnectException other -> PgFailure.Kind.TIMEOUT;
            case IOException reset when message.contains("reset") || message.contains("pipe") -> PgFailure.Kind.CLOSED;
            case ClosedConnectionException closed -> PgFailure.Kind.CLOSED;
            case IOException other -> PgFailure.Kind.TIMEOUT;
            default -> message.contains("closed") ? PgFailure.Kind.CLOSED : PgFailure.Kind.ERROR;
        };
    }
}
