package io.bascule.notifier;

import io.bascule.platform.Json;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts a page as JSON. The URL may hold a token: of it only the host is ever shown, and no answer's text is, since
 * some receivers repeat the request in it.
 */
final class Webhook implements Channel {
    private static final int TOO_SLOW = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;

    private final URI url;
    private final long boundMs;
    private final HttpClient client;

    /** @param boundMs for the whole exchange, connecting included */
    Webhook(URI url, long boundMs) {
        this.url = url;
        this.boundMs = boundMs;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(boundMs))
                // A redirect would carry the page, and perhaps the token, to somebody else.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    String host() {
        return url.getHost();
    }

    @Override
    public Result send(Page page) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofMillis(boundMs))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", page.id())
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(page)))
                .build();
        CompletableFuture<HttpResponse<Void>> exchange =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return result(exchange.get(boundMs, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Result.TryAgain("no answer within " + boundMs + " ms", 0);
        } catch (ExecutionException e) {
            return new Result.TryAgain(words(Objects.requireNonNullElse(e.getCause(), e)), 0);
        } finally {
            exchange.cancel(true);
        }
    }

    private static Result result(HttpResponse<?> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return new Result.Delivered();
        }
        String why = "it answered HTTP " + status;
        return switch (status) {
            case TOO_SLOW, TOO_EARLY, TOO_MANY -> new Result.TryAgain(why, askedForMs(answer));
            default -> status / 100 == 5 ? new Result.TryAgain(why, askedForMs(answer)) : new Result.Refused(why);
        };
    }

    /** Retry-After in seconds (RFC 9110, 10.2.3); its other form, a date, is left to our own pauses. */
    private static long askedForMs(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> TimeUnit.SECONDS.toMillis(Long.parseLong(value)))
                .orElse(0L);
    }

    /** By kind, as a message could hold the URL. */
    private static String words(Throwable failure) {
        return switch (failure) {
            case ConnectException e -> "it cannot be connected to";
            case java.net.http.HttpTimeoutException e -> "it does not answer in time";
            default -> "the exchange failed with " + failure.getClass().getSimpleName();
        };
    }
}
