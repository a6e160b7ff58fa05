package io.bascule.executor;

import io.bascule.platform.MonotonicClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL process: started in a session of its own, so that it outlives this JVM, or found running and adopted.
 * Its end is an event for either kind.
 */
final class Postmaster {
    private static final long KILL_BOUND_MS = 2000;

    private static final Logger LOG = Logger.getLogger(Postmaster.class);
    private static final long EXITS_REMEMBERED_MS = 60_000;
    private static final int EXITS_REMEMBERED = 32;
    private static final int POLL_SLICE_MS = 1000;

    private final Path pgBin;
    private final Paths paths;
    private final MonotonicClock clock;
    private final Runnable onExit;
    private final Deque<Long> exitsMs = new ArrayDeque<>();

    private long pid;
    private boolean stopAsked;
    private boolean exited;
    private long sinceMs;

    /** @param onExit called on another thread when the process ends; must not block */
    Postmaster(Path pgBin, Paths paths, MonotonicClock clock, Runnable onExit) {
        this.pgBin = pgBin;
        this.paths = paths;
        this.clock = clock;
        this.onExit = onExit;
        this.sinceMs = clock.nowMs();
    }

    synchronized boolean alive() {
        return pid != 0;
    }

    synchronized boolean stopAsked() {
        return stopAsked;
    }

    /** Whether its last end was unasked for. */
    synchronized boolean exited() {
        return exited;
    }

    /** For how long it has been as it is. */
    synchronized long forMs() {
        return clock.nowMs() - sinceMs;
    }

    synchronized int unexpectedExits() {
        while (!exitsMs.isEmpty() && clock.nowMs() - exitsMs.getFirst() > EXITS_REMEMBERED_MS) {
            exitsMs.removeFirst();
        }
        return exitsMs.size();
    }

    /** Starts it and returns at once. What a killed one left behind is cleared away first. */
    synchronized void start() {
        if (pid != 0) {
            return;
        }
        clearLeftovers();
        ProcessBuilder builder = new ProcessBuilder(
                        "setsid",
                        pgBin.resolve("postgres").toString(),
                        "-D",
                        paths.pgdata().toString(),
                        "-c",
                        "config_file=" + paths.config())
                .directory(paths.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(paths.postgresLog().toFile()));
        // R4: no password may reach a WAL receiver but by the file that the cut removes.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("BASCULE_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            watch(builder.start().pid());
        } catch (IOException e) {
            throw new ExecutorProblem(pgBin + "/postgres cannot be run; is BASCULE_PG_BIN right?", e);
        }
    }

    /** Takes over a postmaster that is running on this data directory, if there is one. */
    synchronized void adopt() {
        if (pid != 0) {
            return;
        }
        Optional<Long> written = pidInFile();
        if (written.isEmpty()) {
            return;
        }
        if (runsHere(written.get())) {
            LOG.infof("PostgreSQL runs as process %d; taken over", written.get());
            watch(written.get());
        } else {
            LOG.infof("postmaster.pid names process %d, which is not this PostgreSQL; removed", written.get());
            removePidFile();
        }
    }

    /** Asks it to stop: {@link Native#SIGINT} is fast, {@link Native#SIGQUIT} immediate. */
    synchronized void stop(int signal) {
        if (pid == 0) {
            return;
        }
        if (!stopAsked) {
            stopAsked = true;
            sinceMs = clock.nowMs();
        }
        Native.kill(pid, signal);
    }

    synchronized void reload() {
        if (pid != 0) {
            Native.kill(pid, Native.SIGHUP);
        }
    }

    private void watch(long process) {
        int pidfd = Native.pidfdOpen(process);
        pid = process;
        stopAsked = false;
        exited = false;
        sinceMs = clock.nowMs();
        Thread.ofPlatform().daemon().name("postmaster-" + process).start(() -> awaitEnd(process, pidfd));
    }

    private void awaitEnd(long process, int pidfd) {
        if (pidfd >= 0) {
            while (!Native.pollReadable(pidfd, POLL_SLICE_MS)) {
                Thread.onSpinWait();
            }
            Native.close(pidfd);
        }
        synchronized (this) {
            if (pid == process) {
                pid = 0;
                exited = !stopAsked;
                sinceMs = clock.nowMs();
                if (exited && exitsMs.size() < EXITS_REMEMBERED) {
                    exitsMs.addLast(sinceMs);
                }
            }
        }
        onExit.run();
    }

    /** Ends what survived a killed postmaster: it could still write WAL, and it holds the shared memory. */
    void clearLeftovers() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            List<Long> left = processes
                    .map(p -> p.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::parseLong)
                    .filter(this::runsHere)
                    .toList();
            for (long process : left) {
                LOG.infof("process %d outlived its postmaster; killed", process);
                Native.kill(process, Native.SIGKILL);
            }
            awaitGone(left);
        } catch (IOException e) {
            throw new UncheckedIOException("/proc cannot be read", e);
        }
        if (pidInFile().isPresent()) {
            removePidFile();
        }
        removeSocketFiles();
    }

    /**
     * The lock beside the socket names a process, too, and after a kill of the whole node that number may be somebody
     * else's: PostgreSQL would never start again. The folder is ours alone, and nobody is left who uses it.
     */
    private void removeSocketFiles() {
        try (Stream<Path> files = Files.list(paths.run())) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(".s.PGSQL."))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(paths.run() + " cannot be cleared", e);
        }
    }

    private void awaitGone(List<Long> killed) {
        long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(KILL_BOUND_MS);
        while (killed.stream().anyMatch(this::runsHere)) {
            if (System.nanoTime() > untilNanos) {
                throw new ExecutorProblem("processes " + killed + " of PostgreSQL have not ended within "
                        + KILL_BOUND_MS + " ms after SIGKILL; they may hang on the disk");
            }
            Thread.onSpinWait();
        }
    }

    /** A pid can be another process's after a restart of the machine: ours runs postgres in our PGDATA. */
    private boolean runsHere(long process) {
        try {
            Path proc = Path.of("/proc", Long.toString(process));
            Path executable = Files.readSymbolicLink(proc.resolve("exe"));
            Path directory = Files.readSymbolicLink(proc.resolve("cwd"));
            return executable.getFileName().toString().startsWith("postgres")
                    && directory.equals(paths.pgdata().toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<Long> pidInFile() {
        try {
            @Nullable
            String first = Files.exists(paths.postmasterPid())
                    ? Files.readAllLines(paths.postmasterPid()).stream()
                            .findFirst()
                            .orElse("")
                    : null;
            return first == null || !first.strip().matches("[0-9]{1,9}")
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(first.strip()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void removePidFile() {
        try {
            Files.deleteIfExists(paths.postmasterPid());
        } catch (IOException e) {
            throw new UncheckedIOException(paths.postmasterPid() + " cannot be removed", e);
        }
    }
}
