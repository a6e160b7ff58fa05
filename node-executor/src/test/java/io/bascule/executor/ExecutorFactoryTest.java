package io.bascule.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which PostgreSQL is refused before anything is done with it. */
class ExecutorFactoryTest {
    @TempDir
    Path bin;

    private String problemOf(String script, long boundMs) throws IOException {
        Path postgres = Files.writeString(bin.resolve("postgres"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(postgres, PosixFilePermissions.fromString("rwx------"));
        return ExecutorFactory.versionProblem(bin, boundMs);
    }

    @Test
    void oneThatMayBeUsed() throws IOException {
        assertThat(problemOf("echo 'postgres (PostgreSQL) 17.6'", 10_000)).isEmpty();
    }

    @Test
    void oneThatSkipsTheWaitForAStandby() throws IOException {
        assertThat(problemOf("echo 'postgres (PostgreSQL) 17.0'", 10_000)).contains("update to");
    }

    /** Else a machine that was slow once would be without its node until somebody restarts the executor. */
    @Test
    void oneThatIsSlowIsNotRefusedButAskedAgainByTheNextExecutor() {
        assertThatThrownBy(() -> problemOf("exec sleep 10", 200))
                .isInstanceOf(ExecutorProblem.class)
                .hasMessageContaining("is not known: postgres ");
    }

    @Test
    void oneThatIsNotThere() {
        assertThat(ExecutorFactory.versionProblem(bin, 10_000)).contains("BASCULE_PG_BIN");
    }
}
