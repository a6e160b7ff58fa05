package io.bascule.executor;

import io.bascule.core.node.Rejoin;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.WalKept;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Copies aside the WAL that only this node has, before a rewind or a clone erases it: {@code kept/TERM-LSN/} has the
 * segments of its last timeline from the fork on, for pg_waldump.
 */
final class KeptWal {
    private static final Logger LOG = Logger.getLogger(KeptWal.class);
    private static final int FOLDERS_KEPT = 5;

    /** 1 GiB of 16 MiB segments, the newest: a bound, so that what is kept leaves room for what is cloned. */
    private static final int SEGMENTS_MOST = 64;

    private final Node node;
    private final Path pgBin;
    private final PostgresConf conf;

    KeptWal(Node node, Path pgBin, PostgresConf conf) {
        this.node = node;
        this.pgBin = pgBin;
        this.conf = conf;
    }

    /** Before a rewind: what follows the point where the cluster's history left this node's timeline. */
    void keepDiverged(ClusterRecord record) {
        int timeline = WalFiles.lastTimeline(node.paths().wal());
        Optional<Lsn> fork = record.timeline(timeline)
                .filter(t -> t.term() == termOf(timeline))
                .flatMap((Timeline t) -> Rejoin.forkAfter(record, t));
        keep(timeline, fork.orElse(Lsn.ZERO));
    }

    /**
     * Before a clone: what this node has on a timeline that the cluster's history does not know.
     *
     * @param leftAt where its WAL left the primary's by what the primary has, whatever the record says
     */
    void keepUnknown(ClusterRecord record, Optional<Lsn> leftAt) {
        if (node.state().get().making() != NodeState.Making.NOTHING) {
            // Half a copy has nothing of its own, and before a rewind it was kept.
            return;
        }
        int timeline = WalFiles.lastTimeline(node.paths().wal());
        boolean known = record.timeline(timeline)
                .filter(t -> t.term() == termOf(timeline))
                .isPresent();
        if (leftAt.isPresent() || timeline != 0 && !known) {
            keep(
                    timeline,
                    leftAt.or(() -> WalFiles.forkOf(node.paths().wal(), timeline))
                            .orElse(Lsn.ZERO));
        }
    }

    private long termOf(int timeline) {
        return node.state().get().timelines().getOrDefault(timeline, 0L);
    }

    private void keep(int timeline, Lsn from) {
        long segmentBytes = ControlData.read(pgBin, node.paths().pgdata()).segmentBytes();
        List<String> segments = WalFiles.segments(node.paths().wal()).stream()
                .filter(s -> WalFiles.timelineOf(s) == timeline)
                .filter(s -> WalFiles.startOf(s, segmentBytes).bytes() + segmentBytes > from.bytes())
                .filter(s -> WalPages.isWritten(node.paths().wal(), s, segmentBytes))
                .sorted(Comparator.reverseOrder())
                .limit(SEGMENTS_MOST)
                .toList();
        if (segments.isEmpty()) {
            return;
        }
        Path folder = node.paths()
                .kept()
                .resolve(termOf(timeline) + "-" + from.toString().replace('/', '_'));
        try {
            Files.createDirectories(folder);
            for (String segment : segments) {
                Files.copy(
                        node.paths().wal().resolve(segment),
                        folder.resolve(segment),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            forgetOldest();
        } catch (IOException e) {
            throw new UncheckedIOException("WAL cannot be kept aside in " + folder + "; make room there", e);
        }
        Lsn to = new Lsn(WalFiles.startOf(segments.getFirst(), segmentBytes).bytes() + segmentBytes);
        Lsn counted = Lsn.max(from, WalFiles.startOf(segments.getLast(), segmentBytes));
        long commits =
                WalCommits.count(pgBin, folder, conf.majorVersion(), counted, segments.getLast(), segments.getFirst());
        var event = new WalKept(node.cluster(), node.term(), node.name(), folder.toString(), from, to, commits);
        LOG.infof(
                "kept aside %d WAL segments from %s, with %s, in %s",
                segments.size(), from, event.commitsInWords(), folder);
        node.events().publish(event);
    }

    private void forgetOldest() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(node.paths().kept())) {
            folders = all.sorted(Comparator.comparing(KeptWal::modified).reversed())
                    .skip(FOLDERS_KEPT)
                    .toList();
        }
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static FileTime modified(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
