package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.events.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalFilesTest {
    private static final long SEGMENT = 16L << 20;

    @TempDir
    Path wal = Path.of("");

    @Test
    void theLastTimelineIsThatOfTheLastSegment() throws IOException {
        for (String name : List.of(
                "000000010000000000000004",
                "000000020000000000000004",
                "00000003.history",
                "000000030000000000000005.partial",
                "archive_status")) {
            Files.createFile(wal.resolve(name));
        }
        assertThat(WalFiles.lastTimeline(wal)).isEqualTo(2);
        assertThat(WalFiles.lastTimeline(wal.resolve("missing"))).isZero();
    }

    @Test
    void theNewestHistoryIsNotThatOfTheLastSegment() throws IOException {
        assertThat(WalFiles.newestHistory(wal)).isEqualTo(1);
        for (String name : List.of("00000002.history", "00000003.history", "000000040000000000000005")) {
            Files.createFile(wal.resolve(name));
        }
        assertThat(WalFiles.newestHistory(wal)).isEqualTo(3);
    }

    @Test
    void theForkIsTheLastLineOfTheHistory() throws IOException {
        Files.writeString(
                wal.resolve("00000003.history"),
                "1\t0/3000148\tno recovery target specified\n\n2\t0/5000060\tno recovery target specified\n");
        assertThat(WalFiles.forkOf(wal, 3)).contains(Lsn.parse("0/5000060"));
        assertThat(WalFiles.forkOf(wal, 1)).isEmpty();
    }

    @Test
    void aSegmentsNameSaysWhereItBegins() {
        assertThat(WalFiles.startOf("000000010000000A000000FF", SEGMENT)).isEqualTo(Lsn.parse("A/FF000000"));
    }

    @Test
    void aRecordEndsAligned() {
        assertThat(WalFiles.endOfRecord(Lsn.parse("0/3000028"), 114, SEGMENT)).isEqualTo(Lsn.parse("0/30000A0"));
    }

    @Test
    void aRecordThatCrossesAPageGoesOnBehindItsHeader() {
        // 24 bytes fit before the page ends at 0/3002000; 90 follow its short header of 24.
        assertThat(WalFiles.endOfRecord(Lsn.parse("0/3001FE8"), 114, SEGMENT)).isEqualTo(Lsn.parse("0/3002078"));
    }

    @Test
    void theFirstPageOfASegmentHasALongHeader() {
        assertThat(WalFiles.endOfRecord(Lsn.parse("0/3FFFFE8"), 114, SEGMENT)).isEqualTo(Lsn.parse("0/4000088"));
    }

    @Test
    void aRecordThatEndsWithThePageEndsThere() {
        assertThat(WalFiles.endOfRecord(Lsn.parse("0/3001F88"), 120, SEGMENT)).isEqualTo(Lsn.parse("0/3002000"));
    }

    @Test
    void readsControlDataByItsWords() {
        ControlData control = ControlData.parse(List.of(
                "Database system identifier:           7711138856266064690",
                "Database cluster state:               shut down",
                "Latest checkpoint location:           0/4000550",
                "Latest checkpoint's REDO location:    0/4000550",
                "Latest checkpoint's TimeLineID:       2",
                "Bytes per WAL segment:                16777216"));
        assertThat(control.cleanPrimary()).isTrue();
        assertThat(control.systemIdentifier()).isEqualTo("7711138856266064690");
        assertThat(control.timeline()).isEqualTo(2);
    }
}
