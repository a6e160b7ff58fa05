package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalPagesTest {
    private static final long SEGMENT = 16L << 20;
    private static final String NAME = "000000020000000000000003";
    private static final Lsn END = Lsn.parse("0/3001F00");

    @TempDir
    Path wal = Path.of("");

    @BeforeEach
    void threePages() throws IOException {
        for (long page = 0x3000000; page < 0x3006000; page += WalPages.PAGE_BYTES) {
            write(page + 8, page);
        }
    }

    @Test
    void whatWasFlushedMayEndWithinARecord() throws IOException {
        length("0/3001F00", 9_000);
        assertThat(endsWithinARecord("0/3004000")).isTrue();
    }

    @Test
    void aRecordThatWasFlushedWholeAndIsNoneAnyMoreIsLost() throws IOException {
        length("0/3001F00", 8_000);
        assertThat(endsWithinARecord("0/3004000")).isFalse();
        length("0/3001F00", 0);
        assertThat(endsWithinARecord("0/3004000")).isFalse();
    }

    @Test
    void aPageThatIsNotThereIsLost() throws IOException {
        length("0/3001F00", 90_000);
        assertThat(endsWithinARecord("0/3006000")).isTrue();
        assertThat(endsWithinARecord("0/3008000")).isFalse();
        assertThat(WalPages.endsWithinARecord(wal, 1, END, Lsn.parse("0/3004000"), SEGMENT))
                .as("of another timeline")
                .isFalse();
    }

    @Test
    void aRecordBeginsBehindThePagesHeader() throws IOException {
        length("0/3002018", 9_000);
        Lsn end = Lsn.parse("0/3002000");
        assertThat(WalPages.endsWithinARecord(wal, 2, end, Lsn.parse("0/3004000"), SEGMENT))
                .isTrue();
    }

    @Test
    void aRecycledSegmentWasNotWritten() throws IOException {
        assertThat(WalPages.isWritten(wal, NAME, SEGMENT)).isTrue();
        write(0x3000000 + 8, 0x1000000);
        assertThat(WalPages.isWritten(wal, NAME, SEGMENT)).isFalse();
    }

    private boolean endsWithinARecord(String flushed) {
        return WalPages.endsWithinARecord(wal, 2, END, Lsn.parse(flushed), SEGMENT);
    }

    private void length(String at, int bytes) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        put(Lsn.parse(at).bytes(), length.putInt(0, bytes));
    }

    private void write(long at, long value) throws IOException {
        ByteBuffer address = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        put(at, address.putLong(0, value));
    }

    private void put(long at, ByteBuffer bytes) throws IOException {
        try (FileChannel out =
                FileChannel.open(wal.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.write(bytes, at % SEGMENT);
        }
    }
}
