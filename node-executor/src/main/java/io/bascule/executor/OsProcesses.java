package io.bascule.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Linux's: a postmaster is started in a session of its own, so that it outlives this JVM, and watched by its pidfd. */
final class OsProcesses implements Processes {
    private static final Logger LOG = Logger.getLogger(OsProcesses.class);
    private static final long KILL_BOUND_MS = 2000;
    private static final int POLL_SLICE_MS = 1000;
    private static final long LOOK_EVERY_MS = 100;

    private final Path pgBin;
    private final Paths paths;

    OsProcesses(Path pgBin, Paths paths) {
        this.pgBin = pgBin;
        this.paths = paths;
    }

    @Override
    public long start() {
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
            return builder.start().pid();
        } catch (IOException e) {
            throw new ExecutorProblem(pgBin + "/postgres cannot be run; is BASCULE_PG_BIN right?", e);
        }
    }

    @Override
    public OptionalLong find() {
        Optional<Long> written = pidInFile();
        if (written.isEmpty()) {
            return OptionalLong.empty();
        }
        if (runsHere(written.get())) {
            return OptionalLong.of(written.get());
        }
        LOG.infof("postmaster.pid names process %d, which is not this PostgreSQL; removed", written.get());
        removePidFile();
        return OptionalLong.empty();
    }

    @Override
    public void stop(long process, Stop how) {
        Native.kill(process, how == Stop.FAST ? Native.SIGINT : Native.SIGQUIT);
    }

    @Override
    public void reload(long process) {
        Native.kill(process, Native.SIGHUP);
    }

    @Override
    public void watch(long process, Runnable onEnd) {
        int pidfd = Native.pidfdOpen(process);
        Thread.ofPlatform().daemon().name("postmaster-" + process).start(() -> {
            if (pidfd >= 0) {
                while (!Native.pollReadable(pidfd, POLL_SLICE_MS)) {
                    Thread.onSpinWait();
                }
                Native.close(pidfd);
            } else {
                // It has ended already, or there was no file descriptor to be had. A zombie has no executable any more.
                Path executable = Path.of("/proc", Long.toString(process), "exe");
                while (Files.exists(executable)) {
                    Pause.SLEEP.ms(LOOK_EVERY_MS);
                }
            }
            onEnd.run();
        });
    }

    @Override
    public void boundLog() {
        LogFile.bound(paths.postgresLog());
    }

    @Override
    public void clearLeftovers() {
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
