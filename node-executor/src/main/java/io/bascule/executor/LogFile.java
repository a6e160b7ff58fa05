package io.bascule.executor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;

/** Bounds PostgreSQL's log: it is written through a descriptor that appends, so it is copied once and emptied. */
final class LogFile {
    private static final Logger LOG = Logger.getLogger(LogFile.class);
    private static final long MOST_BYTES = 32L << 20;

    private LogFile() {}

    /** The older half of the story is in {@code .1} then; what is written between the two steps is lost. */
    static void bound(Path log) {
        try {
            if (!Files.exists(log) || Files.size(log) < MOST_BYTES) {
                return;
            }
            Files.copy(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
        } catch (IOException e) {
            LOG.warnf("%s cannot be bounded: %s", log, e.getMessage());
        }
    }
}
