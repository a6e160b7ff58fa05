package io.bascule.executor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Runs one of PostgreSQL's programs within bounds. Passwords go by PGPASSFILE, never by argument. */
final class Command {
    private static final int LINES_KEPT = 200;
    private static final long LOOK_EVERY_MS = 100;
    private static final long OUTPUT_BOUND_MS = 10_000;

    private Command() {}

    /**
     * @param exitCode of the program
     * @param output its last lines, standard output and error as they came
     */
    record Result(int exitCode, List<String> output) {
        String text() {
            return String.join("\n", output);
        }

        /** Its complaint for a log line: the last line that says so, else the last one. */
        String complaint() {
            List<String> said = output.stream().filter(l -> !l.isBlank()).toList();
            return said.stream()
                    .filter(l -> l.contains("error:") || l.contains("FATAL") || l.contains("ERROR"))
                    .reduce((a, b) -> b)
                    .orElse(said.isEmpty() ? "no output" : said.getLast());
        }
    }

    /** Runs for at most {@code timeoutMs}. @throws ExecutorProblem when it cannot be run or the bound passes */
    static Result run(List<String> command, Map<String, String> environment, long timeoutMs) {
        return run(command, environment, timeoutMs, timeoutMs, line -> {}, new AtomicBoolean());
    }

    /**
     * Runs until it ends, says nothing for {@code silentMs}, or {@code cancelled} becomes true; it is killed then.
     *
     * @throws ExecutorProblem when it cannot be run or was killed
     */
    static Result run(
            List<String> command,
            Map<String, String> environment,
            long timeoutMs,
            long silentMs,
            Consumer<String> onLine,
            AtomicBoolean cancelled) {
        String name = command.getFirst().substring(command.getFirst().lastIndexOf('/') + 1);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        Deque<String> lines = new ArrayDeque<>();
        AtomicLong lastLine = new AtomicLong(System.nanoTime());
        try {
            Process process = builder.start();
            Thread reader = Thread.ofVirtual().start(() -> drain(process, lines, lastLine, onLine));
            long begun = System.nanoTime();
            while (!process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                String given = cancelled.get()
                        ? "was given up"
                        : elapsedMs(begun) > timeoutMs
                                ? "took longer than " + timeoutMs + " ms"
                                : elapsedMs(lastLine.get()) > silentMs
                                        ? "made no progress for " + silentMs + " ms"
                                        : "";
                if (!given.isEmpty()) {
                    process.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
                    throw new ExecutorProblem(name + " " + given);
                }
            }
            // The pipe ends with the process; the bound is for a child that inherited it.
            reader.join(OUTPUT_BOUND_MS);
            synchronized (lines) {
                return new Result(process.exitValue(), List.copyOf(lines));
            }
        } catch (IOException e) {
            throw new ExecutorProblem(command.getFirst() + " cannot be run; is BASCULE_PG_BIN right?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutorProblem(name + " was interrupted", e);
        }
    }

    private static void drain(Process process, Deque<String> lines, AtomicLong lastLine, Consumer<String> onLine) {
        // pg_basebackup and pg_rewind end a progress line with a carriage return, which readLine takes as an end.
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = in.readLine()) != null) {
                lastLine.set(System.nanoTime());
                onLine.accept(line);
                synchronized (lines) {
                    lines.addLast(line);
                    if (lines.size() > LINES_KEPT) {
                        lines.removeFirst();
                    }
                }
            }
        } catch (IOException e) {
            onLine.accept("its output ended early");
        }
    }

    private static long elapsedMs(long sinceNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
    }
}
