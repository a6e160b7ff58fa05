package io.bascule.router;

import io.bascule.core.route.ProxyView;
import io.bascule.core.route.RouteStep;
import java.io.IOException;
import java.util.Optional;

/** HAProxy through its runtime API; measured with 3.0.11. */
final class Haproxy implements Proxy {
    private final RuntimeApi api;

    Haproxy(RuntimeApi api) {
        this.api = api;
    }

    @Override
    public ProxyView look() throws IOException {
        String answer = api.ask(Answers.LOOK);
        try {
            return Answers.view(answer);
        } catch (IllegalArgumentException e) {
            throw new IOException("HAProxy's answer cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void apply(RouteStep step) throws IOException {
        String command = command(step);
        Optional<String> refusal = Answers.refusal(api.ask(command));
        if (refusal.isPresent()) {
            throw new IOException("HAProxy refuses '" + command + "': " + refusal.get());
        }
    }

    private static String command(RouteStep step) {
        return switch (step) {
            case RouteStep.Open open -> "set server " + open.server() + " state ready";
            case RouteStep.Close close -> "set server " + close.server() + " state maint";
            case RouteStep.Cut cut -> "shutdown sessions server " + cut.server();
        };
    }
}
