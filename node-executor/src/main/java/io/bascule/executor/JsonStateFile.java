package io.bascule.executor;

import io.bascule.platform.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;

/** The real one, {@code node.json}. */
final class JsonStateFile implements StateFile {
    private final Path path;
    private volatile NodeState state;
    private NodeState durable;

    /** @throws ExecutorProblem when the file cannot be read */
    JsonStateFile(Path path) {
        this.path = path;
        this.state = read(path);
        this.durable = state;
    }

    @Override
    public NodeState get() {
        return state;
    }

    @Override
    public synchronized NodeState update(UnaryOperator<NodeState> change) {
        NodeState next = change.apply(state);
        if (!next.equals(durable)) {
            writeDurably(path, Json.write(next));
            durable = next;
        }
        state = next;
        return next;
    }

    @Override
    public synchronized void remember(UnaryOperator<NodeState> change) {
        state = change.apply(state);
    }

    @Override
    public synchronized void flush() {
        update(UnaryOperator.identity());
    }

    /** Replaces {@code path} in one step that survives a power loss: write, fsync, rename, fsync the directory. */
    static void writeDurably(Path path, byte[] content) {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(path.resolveSibling("."));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be written; check the disk's space and rights", e);
        }
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel handle = FileChannel.open(directory, StandardOpenOption.READ)) {
            handle.force(true);
        }
    }

    private static NodeState read(Path path) {
        if (!Files.exists(path)) {
            return NodeState.NEW;
        }
        try {
            return Json.mapper().readValue(path.toFile(), NodeState.class);
        } catch (IOException e) {
            throw new ExecutorProblem(path + " cannot be read: " + Json.reason(e)
                    + "; what this node promised is not known, so move BASCULE_DATA"
                    + " away and let the node be cloned");
        }
    }
}
