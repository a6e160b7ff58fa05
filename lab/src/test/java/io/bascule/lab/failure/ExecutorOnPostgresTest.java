package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.lab.cluster.Docker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the node-executor's own tests against a real PostgreSQL, which are not run elsewhere, in the node's image. */
@Tag("cluster")
class ExecutorOnPostgresTest {
    private static final Path TARGET =
            Path.of("..", "node-executor", "target").toAbsolutePath().normalize();
    private static final Duration BOUND = Duration.ofMinutes(15);
    private static final String LABEL = "io.bascule.test=executor-on-postgres";

    @Test
    void theExecutorsTestsPassOnARealPostgres() {
        removeLeftovers();
        String container = Docker.run(
                        "create",
                        "--label",
                        LABEL,
                        "bascule/node:dev",
                        "java",
                        "-cp",
                        "/test-classes:/classes:/test-lib/*",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "io.bascule.executor.RunOnPostgres")
                .strip();
        try {
            // Copied, not mounted: the engine need not see this machine's folders.
            for (String folder : List.of("test-classes", "classes", "test-lib")) {
                Docker.run("cp", TARGET.resolve(folder).toString(), container + ":/" + folder);
            }
            Docker.run("start", container);
            await("the executor's tests")
                    .atMost(BOUND)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> inspect(container, "{{.State.Running}}").equals("false"));

            String said = Docker.runMerged("logs", container);

            boolean passed = inspect(container, "{{.State.ExitCode}}").equals("0");
            System.out.println(passed ? said.strip().lines().reduce("", (before, line) -> line) : said);
            assertThat(passed)
                    .as(said.substring(Math.max(0, said.lastIndexOf("Failures ("))))
                    .isTrue();
            assertThat(said).contains(" 0 failed, 0 skipped").doesNotContain("On PostgreSQL: 0 passed");
        } finally {
            removeLeftovers();
        }
    }

    /** Its own container, and that of an interrupted run. */
    private static void removeLeftovers() {
        Docker.run("ps", "--all", "--quiet", "--filter", "label=" + LABEL)
                .lines()
                .forEach(container -> Docker.run("rm", "--force", "--volumes", container));
    }

    private static String inspect(String container, String what) {
        return Docker.run("inspect", "--format", what, container).strip();
    }
}
