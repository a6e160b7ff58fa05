package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.core.node.Disk.Data;
import io.bascule.executor.NodeState.Making;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgdataFilesTest {
    @TempDir
    Path root = Path.of("");

    private static final NodeState MADE = NodeState.NEW.withNewDisk("0123abcd", Map.of(1, 1L));

    private DataDirectory.Finding inspect(NodeState state) {
        return new PgdataFiles(root, new Paths(root)).inspect(state);
    }

    private Path pgdata() throws IOException {
        return Files.createDirectories(root.resolve("pgdata"));
    }

    @Test
    void nothingOrAnEmptyFolderIsEmpty() throws IOException {
        assertThat(inspect(NodeState.NEW).data()).isEqualTo(Data.EMPTY);
        pgdata();
        assertThat(inspect(NodeState.NEW).data()).isEqualTo(Data.EMPTY);
    }

    @Test
    void aFileIsRefusedInWords() throws IOException {
        Files.createFile(root.resolve("pgdata"));
        assertThat(inspect(NodeState.NEW).problem())
                .contains("is not a directory")
                .contains("move it away");
    }

    @Test
    void dataThatNoExecutorMadeHereIsRefusedInWords() throws IOException {
        Files.writeString(pgdata().resolve("PG_VERSION"), "17\n");
        assertThat(inspect(NodeState.NEW).data()).isEqualTo(Data.UNUSABLE);
        assertThat(inspect(NodeState.NEW).problem()).contains("no executor made here");
        assertThat(inspect(MADE).data()).isEqualTo(Data.PRESENT);
    }

    @Test
    void filesWithoutAVersionAreRefusedInWords() throws IOException {
        Files.writeString(pgdata().resolve("holiday.jpg"), "x");
        assertThat(inspect(MADE).problem()).contains("no PG_VERSION");
    }

    @Test
    void whatWasBegunAndDidNotEndIsIncomplete() throws IOException {
        Files.writeString(pgdata().resolve("PG_VERSION"), "17\n");
        for (Making making : new Making[] {Making.INITDB, Making.CLONE, Making.REWIND}) {
            assertThat(inspect(MADE.withMaking(making)).data()).isEqualTo(Data.INCOMPLETE);
        }
        assertThat(inspect(MADE.withMaking(Making.FRESH)).data()).isEqualTo(Data.FRESH);
    }

    @Test
    void minorReleasesThatCanSkipTheWaitAreRefused() {
        assertThat(PgdataFiles.versionProblem("postgres (PostgreSQL) 17.4 (Debian 17.4-1)"))
                .contains("17.4", "update to 17.5");
        assertThat(PgdataFiles.versionProblem("postgres (PostgreSQL) 17.5")).isEmpty();
        assertThat(PgdataFiles.versionProblem("postgres (PostgreSQL) 15.13")).isEmpty();
        assertThat(PgdataFiles.versionProblem("postgres (PostgreSQL) 13.21")).contains("not supported");
        assertThat(PgdataFiles.versionProblem("postgres (PostgreSQL) 18devel")).contains("not a released");
    }

    @Test
    void whatWasRememberedIsReadAgainAfterARestart() throws IOException {
        Path file = Files.createDirectories(root.resolve("state")).resolve("node.json");
        StateFile state = new JsonStateFile(file);
        state.update(s -> MADE.withPromise(4).promoting(5, 1));
        assertThat(new JsonStateFile(file).get()).isEqualTo(state.get());
        assertThat(new JsonStateFile(file).get().promisedTerm()).isEqualTo(4);
    }

    @Test
    void aNewDiskKeepsThePromise() {
        NodeState again = MADE.withPromise(4).asPrimary(4).withNewDisk("fedc4321", Map.of());
        assertThat(again.promisedTerm()).isEqualTo(4);
        assertThat(again.primaryTerm()).isZero();
    }

    @Test
    void aDamagedStateFileIsOneSentence() throws IOException {
        Path file = Files.createDirectories(root.resolve("state")).resolve("node.json");
        Files.writeString(file, "{\"disk\":");
        assertThatThrownBy(() -> new JsonStateFile(file)).hasMessageContaining("cannot be read");
    }
}
