package io.bascule.executor;

import io.bascule.core.node.Disk;
import io.bascule.events.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real one, under BASCULE_DATA. */
final class PgdataFiles implements DataDirectory {
    private static final long SYSTEM_IDENTIFIER_BYTES = 8;

    /** Before these a commit at startup could skip its wait for synchronous replication (R12; PostgreSQL 17.5). */
    private static final Map<Integer, Integer> OLDEST_MINOR = Map.of(14, 18, 15, 13, 16, 9, 17, 5);

    private final Path pgBin;
    private final Paths paths;

    PgdataFiles(Path pgBin, Paths paths) {
        this.pgBin = pgBin;
        this.paths = paths;
    }

    /** Makes the folders beside PGDATA. @throws ExecutorProblem when BASCULE_DATA has no rights or is no directory */
    void prepareFolders() {
        for (Path folder : new Path[] {paths.state(), paths.kept(), paths.log(), paths.run()}) {
            try {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            } catch (IOException e) {
                throw new ExecutorProblem(
                        "BASCULE_DATA is " + paths.root() + ", but " + folder + " cannot be made or is not ours: give"
                                + " the directory to user " + System.getProperty("user.name"),
                        e);
            }
        }
    }

    @Override
    public Finding inspect(NodeState state) {
        Path pgdata = paths.pgdata();
        if (!Files.exists(pgdata, LinkOption.NOFOLLOW_LINKS)) {
            return new Finding(Disk.Data.EMPTY, "");
        }
        if (!Files.isDirectory(pgdata)) {
            return unusable(pgdata + " is not a directory: move it away");
        }
        if (!Files.isReadable(pgdata) || !Files.isWritable(pgdata) || !Files.isExecutable(pgdata)) {
            return unusable(pgdata + " cannot be read and written by user " + System.getProperty("user.name")
                    + ": give it to that user");
        }
        try (Stream<Path> entries = Files.list(pgdata)) {
            if (entries.findAny().isEmpty()) {
                return new Finding(Disk.Data.EMPTY, "");
            }
            if (!Files.getOwner(pgdata).getName().equals(System.getProperty("user.name"))) {
                return unusable(pgdata + " belongs to " + Files.getOwner(pgdata) + ": give it to user "
                        + System.getProperty("user.name"));
            }
        } catch (IOException e) {
            return unusable(pgdata + " cannot be read: " + e.getMessage());
        }
        return switch (state.making()) {
            case INITDB, CLONE, REWIND -> new Finding(Disk.Data.INCOMPLETE, "");
            case FRESH -> new Finding(Disk.Data.FRESH, "");
            case NOTHING ->
                state.disk() == null
                        ? unusable(pgdata + " holds data that no executor made here: move it away, or put back "
                                + paths.nodeState() + " that belongs to it")
                        : Files.exists(pgdata.resolve("PG_VERSION"))
                                ? new Finding(Disk.Data.PRESENT, "")
                                : unusable(pgdata + " holds files, but no PG_VERSION: move it away");
        };
    }

    private static Finding unusable(String problem) {
        return new Finding(Disk.Data.UNUSABLE, problem);
    }

    /** The first eight bytes of pg_control are the system identifier (catalog/pg_control.h). */
    @Override
    public @Nullable String systemIdentifier() {
        Path control = paths.pgdata().resolve("global/pg_control");
        try (var in = Files.newInputStream(control)) {
            byte[] first = in.readNBytes((int) SYSTEM_IDENTIFIER_BYTES);
            return first.length < SYSTEM_IDENTIFIER_BYTES
                    ? null
                    : Long.toUnsignedString(ByteBuffer.wrap(first)
                            .order(ByteOrder.nativeOrder())
                            .getLong());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void makeStandby() {
        try {
            if (!Files.exists(paths.standbySignal())) {
                Files.createFile(paths.standbySignal());
                JsonStateFile.syncDirectory(paths.pgdata());
            }
            // A promotion that was ordered before the last stop must not happen at the next start.
            Files.deleteIfExists(paths.pgdata().resolve("promote"));
            Files.deleteIfExists(paths.pgdata().resolve("recovery.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(paths.standbySignal() + " cannot be written", e);
        }
    }

    @Override
    public boolean isStandby() {
        return Files.exists(paths.standbySignal());
    }

    @Override
    public void removeStandbySignal() {
        try {
            Files.deleteIfExists(paths.standbySignal());
        } catch (IOException e) {
            throw new UncheckedIOException(paths.standbySignal() + " cannot be removed", e);
        }
    }

    @Override
    public int lastTimeline() {
        return WalFiles.lastTimeline(paths.wal());
    }

    @Override
    public int lastKnownTimeline() {
        return WalFiles.lastKnownTimeline(paths.wal());
    }

    @Override
    public int newestHistory() {
        return WalFiles.newestHistory(paths.wal());
    }

    @Override
    public Optional<Lsn> forkOf(int timeline) {
        return WalFiles.forkOf(paths.wal(), timeline);
    }

    @Override
    public Ended end() {
        ControlData control = ControlData.read(pgBin, paths.pgdata());
        Lsn end = WalFiles.end(pgBin, paths.pgdata(), control)
                .orElseThrow(() -> new ExecutorProblem("where the WAL of the stopped primary ends cannot be told; see"
                        + " pg_waldump on " + paths.wal()));
        return new Ended(end, control.cleanPrimary());
    }

    @Override
    public boolean endsWithinARecord(Lsn end, Lsn flushed) {
        long segmentBytes = ControlData.read(pgBin, paths.pgdata()).segmentBytes();
        return WalPages.endsWithinARecord(paths.wal(), lastTimeline(), end, flushed, segmentBytes);
    }

    /** Links are removed, not followed. What a program that is just ending removes itself is gone as well. */
    @Override
    public void remove() {
        if (!Files.exists(paths.pgdata(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(paths.pgdata(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(paths.pgdata() + " cannot be removed", e);
        }
    }

    /** Nothing, or a sentence why this PostgreSQL must not be used (R12). */
    static String versionProblem(String postgresVersion) {
        var matcher = java.util.regex.Pattern.compile("(\\d+)\\.(\\d+)").matcher(postgresVersion);
        if (!matcher.find()) {
            return "'" + postgresVersion + "' is not a released PostgreSQL: set BASCULE_PG_BIN to one of 14 to 17";
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        Integer oldest = OLDEST_MINOR.get(major);
        if (oldest == null && major < 18) {
            return "PostgreSQL " + major + " is not supported: use 14 to 18";
        }
        return oldest != null && minor < oldest
                ? "PostgreSQL " + major + "." + minor + " can skip the wait for a standby at startup: update to "
                        + major + "." + oldest + " or later"
                : "";
    }
}
