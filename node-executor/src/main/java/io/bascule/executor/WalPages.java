package io.bascule.executor;

import io.bascule.events.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the pages of WAL segments tell. Each begins with its own address; in a segment that was recycled, and in one
 * allocated ahead, it is another (access/xlog_internal.h: XLogPageHeaderData).
 */
final class WalPages {
    static final long PAGE_BYTES = 8192;

    private static final long SHORT_HEADER_BYTES = 24;
    private static final long LONG_HEADER_BYTES = 40;
    private static final int ADDRESS_AT = 8;

    private WalPages() {}

    /** Whether anything was written to {@code segment} under its present name. */
    static boolean isWritten(Path wal, String segment, long segmentBytes) {
        Lsn start = WalFiles.startOf(segment, segmentBytes);
        return isThere(wal, WalFiles.timelineOf(segment), start.bytes(), segmentBytes);
    }

    /**
     * Whether all up to {@code flushed} is there, though the last whole record ends at {@code end}. PostgreSQL's WAL
     * writer flushes whole pages, so what was flushed may end within a record: that one begins at {@code end} then, and
     * ends behind {@code flushed}.
     */
    static boolean endsWithinARecord(Path wal, int timeline, Lsn end, Lsn flushed, long segmentBytes) {
        for (long page = pageOf(end.bytes()); page < flushed.bytes(); page += PAGE_BYTES) {
            if (!isThere(wal, timeline, page, segmentBytes)) {
                return false;
            }
        }
        long start = behindHeader(end.bytes(), segmentBytes);
        if (start >= flushed.bytes()) {
            return true;
        }
        // A record begins with its length (access/xlogrecord.h).
        long length = Integer.toUnsignedLong(
                read(wal, timeline, start, segmentBytes, Integer.BYTES).getInt(0));
        return WalFiles.endOfRecord(new Lsn(start), length, segmentBytes).compareTo(flushed) > 0;
    }

    private static long pageOf(long position) {
        return position / PAGE_BYTES * PAGE_BYTES;
    }

    /** A record that would begin with a page begins behind the header of that. */
    static long behindHeader(long position, long segmentBytes) {
        if (position % PAGE_BYTES != 0) {
            return position;
        }
        return position + (position % segmentBytes == 0 ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES);
    }

    private static boolean isThere(Path wal, int timeline, long page, long segmentBytes) {
        ByteBuffer header = read(wal, timeline, page, segmentBytes, ADDRESS_AT + Long.BYTES);
        return header.getLong(ADDRESS_AT) == page;
    }

    /** Zeroes where the file is not there, or too short. */
    private static ByteBuffer read(Path wal, int timeline, long position, long segmentBytes, int bytes) {
        ByteBuffer into = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        Path segment = wal.resolve(WalFiles.segmentAt(new Lsn(position), timeline, segmentBytes));
        try (FileChannel in = FileChannel.open(segment, StandardOpenOption.READ)) {
            in.read(into, position % segmentBytes);
        } catch (NoSuchFileException e) {
            return into;
        } catch (IOException e) {
            throw new UncheckedIOException(segment + " cannot be read", e);
        }
        return into;
    }
}
