package io.bascule.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "webhook-receiver",
        description = "Stands for the on-call channel: keeps and prints the JSON that is posted to it.",
        mixinStandardHelpOptions = true)
final class WebhookReceiverCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "8020", description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private int port = 8020;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (WebhookReceiver receiver = WebhookReceiver.start(port, System.out::println)) {
            System.out.println("Waiting for webhooks on port " + receiver.port() + ".");
            // Until the process is told to end.
            new CountDownLatch(1).await();
            return 0;
        }
    }
}
