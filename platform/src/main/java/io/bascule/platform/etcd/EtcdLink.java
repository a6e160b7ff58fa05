package io.bascule.platform.etcd;

import io.bascule.platform.StoreUnavailableException;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The connection to etcd: to one member at a time. A call that fails replaces it by a new one to the next member, so
 * that a dead or silent member costs one bound, and gRPC's own back-off, which grows to many seconds, never starts.
 */
final class EtcdLink implements AutoCloseable {
    static final long CALL_TIMEOUT_MS = 300;
    private static final long CONNECT_TIMEOUT_MS = 2000;

    /** Says that the lease which a call named is no more. */
    static final class LeaseLostException extends Exception {
        private static final long serialVersionUID = 1;

        LeaseLostException(Throwable cause) {
            super(cause);
        }
    }

    /** One client; {@code number} tells it from its predecessors. */
    record Connection(long number, URI endpoint, Client client) {}

    private final List<URI> endpoints;
    private final MeterRegistry metrics;
    private final Runnable onReplaced;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("etcd-", 0).factory());
    private volatile Connection connection;

    /** @param onReplaced called after a connection was replaced; must not block */
    EtcdLink(List<URI> endpoints, MeterRegistry metrics, Runnable onReplaced) {
        this.endpoints = List.copyOf(endpoints);
        this.metrics = metrics;
        this.onReplaced = onReplaced;
        this.connection = connect(0);
    }

    Connection connection() {
        return connection;
    }

    int members() {
        return endpoints.size();
    }

    /**
     * Sends one request, once.
     *
     * @param what for messages and the metric, a verb and a noun
     * @throws StoreUnavailableException when there is no answer within {@link #CALL_TIMEOUT_MS}
     */
    <T> T call(String what, Function<Client, CompletableFuture<T>> request) {
        return call(what, CALL_TIMEOUT_MS, request);
    }

    /** As {@link #call(String, Function)}, with a bound of its own. */
    <T> T call(String what, long timeoutMs, Function<Client, CompletableFuture<T>> request) {
        try {
            return send(what, timeoutMs, request);
        } catch (LeaseLostException e) {
            throw unavailable(what, connection, e, "it does not know the lease");
        }
    }

    /** As {@link #call}, for a request that names a lease. */
    <T> T callWithLease(String what, Function<Client, CompletableFuture<T>> request) throws LeaseLostException {
        return send(what, CALL_TIMEOUT_MS, request);
    }

    private <T> T send(String what, long timeoutMs, Function<Client, CompletableFuture<T>> request)
            throws LeaseLostException {
        Connection used = connection;
        try {
            return request.apply(used.client()).get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw replacing(what, used, e, "no answer within " + timeoutMs + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(what, used, e, "interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (isNotFound(cause)) {
                throw new LeaseLostException(cause);
            }
            throw replacing(what, used, cause, reason(cause));
        } catch (RuntimeException e) {
            // A client that was closed by another caller's failure refuses in several ways.
            throw replacing(what, used, e, reason(e));
        }
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof EtcdException known
                ? known.getErrorCode() == ErrorCode.NOT_FOUND
                : Status.fromThrowable(failure).getCode() == Status.Code.NOT_FOUND;
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null
                ? deepest.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private StoreUnavailableException replacing(String what, Connection used, Throwable cause, String reason) {
        replace(used);
        return unavailable(what, used, cause, reason);
    }

    private StoreUnavailableException unavailable(String what, Connection used, Throwable cause, String reason) {
        metrics.counter("bascule_store_errors", "op", what.replace(' ', '_')).increment();
        return new StoreUnavailableException(
                "etcd at " + used.endpoint() + " could not " + what + ": " + reason, cause);
    }

    /** Gives up {@code used}, if that has not happened yet. Its calls under way are cancelled with it. */
    private void replace(Connection used) {
        synchronized (this) {
            if (connection.number() != used.number()) {
                return;
            }
            connection = connect(used.number() + 1);
        }
        threads.execute(used.client()::close);
        onReplaced.run();
    }

    private Connection connect(long number) {
        URI endpoint = endpoints.get((int) (number % endpoints.size()));
        Client client = Client.builder()
                .endpoints(endpoint)
                // Else a call that its caller has given up is sent after a reconnect: a stale write.
                .waitForReady(false)
                .retryMaxAttempts(0)
                .connectTimeout(Duration.ofMillis(CONNECT_TIMEOUT_MS))
                .keepaliveTime(Duration.ofSeconds(10))
                .keepaliveTimeout(Duration.ofSeconds(2))
                .executorService(threads)
                .build();
        return new Connection(number, endpoint, client);
    }

    @Override
    public void close() {
        connection.client().close();
        threads.shutdownNow();
    }
}
