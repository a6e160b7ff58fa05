package io.bascule.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Takes what is posted to {@code /}. {@code GET /received} gives it back as a JSON array, oldest first; {@code DELETE
 * /received} forgets it; {@code POST /fail?next=N} makes it refuse the next N posts with 503.
 */
final class WebhookReceiver implements AutoCloseable {
    /** Older ones are forgotten: this is a stand-in, not an archive. */
    private static final int KEPT = 1000;

    private static final int LONGEST_BODY = 65_536;

    private final HttpServer server;
    private final Consumer<String> printer;
    private final Deque<String> received = new ArrayDeque<>();
    private int toRefuse;

    private WebhookReceiver(HttpServer server, Consumer<String> printer) {
        this.server = server;
        this.printer = printer;
    }

    /** @param port where to listen on all addresses, 0 for any free one */
    static WebhookReceiver start(int port, Consumer<String> printer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        WebhookReceiver receiver = new WebhookReceiver(server, printer);
        server.createContext("/", receiver::handle);
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.start();
        return receiver;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String route =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            switch (route) {
                case "POST /" -> take(exchange);
                case "GET /received" -> answer(exchange, 200, "[" + String.join(",", received) + "]");
                case "DELETE /received" -> {
                    received.clear();
                    answer(exchange, 204, "");
                }
                case "POST /fail" -> {
                    toRefuse = next(exchange.getRequestURI().getQuery());
                    answer(exchange, 204, "");
                }
                default -> answer(exchange, 404, "There is no '" + route + "' here.");
            }
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (toRefuse > 0) {
            toRefuse--;
            answer(exchange, 503, "Refused on request.");
        } else if (body.length > LONGEST_BODY || !text.startsWith("{") || !text.endsWith("}")) {
            answer(exchange, 400, "Not a JSON object of at most " + LONGEST_BODY + " bytes.");
        } else {
            if (received.size() == KEPT) {
                received.removeFirst();
            }
            received.addLast(text);
            printer.accept(text);
            answer(exchange, 204, "");
        }
    }

    private static int next(String query) {
        return query != null && query.matches("next=[0-9]{1,6}") ? Integer.parseInt(query.substring(5)) : 0;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", status == 200 ? "application/json" : "text/plain");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
