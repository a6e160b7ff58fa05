package io.bascule.lab.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Docker's own client. Every call is bounded; at the bound the client is killed and the call fails. */
public final class Docker {
    /** A stop or start of a container takes a second or two; more means that the engine hangs. */
    private static final long BOUND_MS = 60_000;

    private static final Executor READERS = task -> Thread.ofVirtual().start(task);

    private Docker() {}

    /**
     * Runs {@code docker ARGUMENTS}.
     *
     * @return what it wrote to its standard output
     * @throws LabFailure with what it wrote to its standard error
     */
    public static String run(String... arguments) {
        return run(false, arguments);
    }

    /** As {@link #run}, with what it wrote to its standard error among the output. */
    public static String runMerged(String... arguments) {
        return run(true, arguments);
    }

    private static String run(boolean merged, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Process process = start(command, merged);
        try {
            CompletableFuture<String> output = read(process.getInputStream());
            CompletableFuture<String> complaint = read(process.getErrorStream());
            if (!process.waitFor(BOUND_MS, TimeUnit.MILLISECONDS)) {
                throw new LabFailure(
                        said(command) + " did not end within " + BOUND_MS / 1000 + " s: look at the engine.");
            }
            if (process.exitValue() != 0) {
                throw new LabFailure(
                        said(command) + " failed: " + complaint.join().strip());
            }
            return output.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure(said(command) + " was interrupted.", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command, boolean merged) {
        try {
            return new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(merged)
                    .start();
        } catch (IOException e) {
            throw new LabFailure("Docker's client cannot be started: install docker-cli, or use ./bascule.", e);
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                READERS);
    }

    private static String said(List<String> command) {
        return "'" + String.join(" ", command) + "'";
    }
}
