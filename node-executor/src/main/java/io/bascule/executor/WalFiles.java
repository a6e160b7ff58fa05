package io.bascule.executor;

import io.bascule.core.node.WalPath;
import io.bascule.events.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What the files in pg_wal tell: the last timeline, where it forked, and where the WAL of a stopped node ends. */
final class WalFiles {
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");
    private static final Pattern HISTORY = Pattern.compile("([0-9A-F]{8})\\.history");
    private static final int TIMELINE_DIGITS = 8;
    private static final long DUMP_BOUND_MS = 10_000;

    /** A record as pg_waldump prints it. */
    private static final Pattern RECORD = Pattern.compile(
            "rmgr: (\\S+)\\s+len \\(rec/tot\\):\\s*\\d+/\\s*(\\d+), tx:.*?lsn: ([0-9A-F]+/[0-9A-F]+), prev .*?desc: (.*)");

    private static final Logger LOG = Logger.getLogger(WalFiles.class);

    private WalFiles() {}

    /** The names of the segments in {@code wal}, in the order of timeline and position. */
    static List<String> segments(Path wal) {
        try (Stream<Path> files = Files.list(wal)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> SEGMENT.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(wal + " cannot be read", e);
        }
    }

    static boolean isSegment(String name) {
        return SEGMENT.matcher(name).matches();
    }

    static int timelineOf(String segment) {
        return Integer.parseUnsignedInt(segment.substring(0, TIMELINE_DIGITS), 16);
    }

    /** 0 where there is no WAL. */
    static int lastTimeline(Path wal) {
        List<String> segments = segments(wal);
        return segments.isEmpty() ? 0 : timelineOf(segments.getLast());
    }

    /** As {@link #lastTimeline}, 0 as long as it has no history file: a promotion ended before it wrote that. */
    static int lastKnownTimeline(Path wal) {
        int last = lastTimeline(wal);
        return last <= newestHistory(wal) ? last : 0;
    }

    /** The newest timeline whose history file is there; 1 has none. */
    static int newestHistory(Path wal) {
        try (Stream<Path> files = Files.list(wal)) {
            return files.map(f -> HISTORY.matcher(f.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(m -> Integer.parseUnsignedInt(m.group(1), 16))
                    .max()
                    .orElse(1);
        } catch (IOException e) {
            throw new UncheckedIOException(wal + " cannot be read", e);
        }
    }

    static String historyName(int timeline) {
        return "%08X.history".formatted(timeline);
    }

    /** The history file of {@code timeline}; nothing for timeline 1. */
    static Optional<String> history(Path wal, int timeline) {
        try {
            return Optional.of(Files.readString(wal.resolve(historyName(timeline))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where {@code timeline} left the one before it, by its history file; nothing for timeline 1. */
    static Optional<Lsn> forkOf(Path wal, int timeline) {
        return history(wal, timeline)
                .flatMap(text -> WalPath.of(text, timeline, Lsn.ZERO).fork());
    }

    /** Where the WAL of a stopped data directory ends, or nothing when that cannot be told within the bound. */
    static Optional<Lsn> end(Path pgBin, Path pgdata, ControlData control) {
        return control.cleanPrimary()
                ? endOfShutdown(pgdata.resolve("pg_wal"), control)
                : endByDump(pgBin, pgdata, control);
    }

    /** The shutdown checkpoint is the last record, and a record begins with its length (access/xlogrecord.h). */
    private static Optional<Lsn> endOfShutdown(Path wal, ControlData control) {
        Path segment = wal.resolve(segmentAt(control.checkpoint(), control.timeline(), control.segmentBytes()));
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel in = FileChannel.open(segment, StandardOpenOption.READ)) {
            in.read(length, control.checkpoint().bytes() % control.segmentBytes());
            return Optional.of(endOfRecord(control.checkpoint(), length.getInt(0), control.segmentBytes()));
        } catch (IOException e) {
            LOG.warnf("the shutdown checkpoint at %s cannot be read: %s", control.checkpoint(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Lsn> endByDump(Path pgBin, Path pgdata, ControlData control) {
        Path wal = pgdata.resolve("pg_wal");
        int timeline = lastTimeline(wal);
        List<String> segments =
                segments(wal).stream().filter(s -> timelineOf(s) == timeline).toList();
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        // Soon after a promotion the last checkpoint is on the timeline before, whose segments have other names.
        Lsn oldest = startOf(segments.getFirst(), control.segmentBytes());
        Lsn from = Lsn.max(control.redo(), oldest);
        Command.Result dump = Command.run(
                List.of(
                        pgBin.resolve("pg_waldump").toString(),
                        "-p",
                        wal.toString(),
                        "-s",
                        from.toString(),
                        // Named, since the segment size is else read from any file, such as one allocated ahead.
                        segmentAt(from, timeline, control.segmentBytes()),
                        segments.getLast()),
                Map.of(),
                DUMP_BOUND_MS);
        Optional<Lsn> end = dump.output().stream()
                .map(RECORD::matcher)
                .filter(Matcher::find)
                .reduce((earlier, later) -> later)
                .map(last -> endOf(last, control.segmentBytes()));
        if (end.isEmpty()) {
            LOG.warnf("pg_waldump found no record from %s on: %s", from, dump.complaint());
        }
        return end;
    }

    static String segmentAt(Lsn position, int timeline, long segmentBytes) {
        long perId = (1L << 32) / segmentBytes;
        long number = position.bytes() / segmentBytes;
        return "%08X%08X%08X".formatted(timeline, number / perId, number % perId);
    }

    static Lsn startOf(String segment, long segmentBytes) {
        long perId = (1L << 32) / segmentBytes;
        long id = Long.parseLong(segment.substring(8, 16), 16);
        long number = Long.parseLong(segment.substring(16, 24), 16);
        return new Lsn((id * perId + number) * segmentBytes);
    }

    private static Lsn endOf(Matcher record, long segmentBytes) {
        Lsn start = Lsn.parse(record.group(3));
        Lsn end = endOfRecord(start, Long.parseLong(record.group(2)), segmentBytes);
        boolean switches = record.group(1).equals("XLOG") && record.group(4).startsWith("SWITCH");
        return switches ? new Lsn((end.bytes() + segmentBytes - 1) / segmentBytes * segmentBytes) : end;
    }

    /**
     * Where a record of {@code length} bytes that begins at {@code start} ends: it goes on behind the header of each
     * page it crosses, and ends are aligned to 8 bytes (access/xlog_internal.h: XLogPageHeaderData).
     */
    static Lsn endOfRecord(Lsn start, long length, long segmentBytes) {
        long page = WalPages.PAGE_BYTES;
        long position = start.bytes();
        long left = length;
        long room = page - position % page;
        while (left > room) {
            left -= room;
            position += room;
            position = WalPages.behindHeader(position, segmentBytes);
            room = page - position % page;
        }
        long end = position + left;
        return new Lsn((end + 7) / 8 * 8);
    }
}
