package io.bascule.executor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.bascule.core.record.MemberState;
import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.platform.PgSession;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that cannot do what the record asks, on a real PostgreSQL; see {@link RunOnPostgres}. */
@Tag("postgres")
@Timeout(300)
@SuppressWarnings("NullAway.Init")
class HelpOnRealPostgresTest {
    private static final int SIGSTOP = 19;

    @TempDir
    Path root = Path.of("");

    private TestCluster cluster;

    @BeforeEach
    void begin() throws Exception {
        cluster = new TestCluster(root, TestCluster.postgres());
    }

    @AfterEach
    void end() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    private void awaitHelp(String node, String why) {
        await().atMost(60, SECONDS)
                .until(() -> cluster.events.stream()
                        .anyMatch(e -> e instanceof NodeNeedsHelp help
                                && help.node().equals(node)
                                && help.what().contains(why)));
    }

    @Test
    void aCloneThatAlwaysFailsCallsForHelp() throws Exception {
        cluster.close();
        cluster = new TestCluster(root, TestCluster.withProgram(root, "pg_basebackup", """
                #!/bin/sh
                echo 'pg_basebackup: error: could not write file' >&2
                exit 1
                """));
        cluster.start("node1");
        cluster.found("node1");

        cluster.start("node2");

        awaitHelp("node2", "Clone failed 3 times: pg_basebackup from");
    }

    @Test
    void aStandbyThatEndsAtEachStartCallsForHelpAndComesBackWhenItIsMended() throws Exception {
        cluster.form("node1", "node2");
        cluster.stopExecutor("node2");
        Native.kill(cluster.postmaster("node2"), Native.SIGQUIT);
        await().atMost(30, SECONDS)
                .until(() -> !Files.exists(cluster.data("node2").postmasterPid()));
        Path conf = cluster.data("node2").pgdata().resolve("postgresql.auto.conf");
        Files.writeString(conf, "work_mem = 'no number'\n");

        cluster.start("node2");

        awaitHelp("node2", "PostgreSQL failed 3 times: it ended without having been asked to; see");
        Files.writeString(conf, "");
        cluster.awaitMember("node2", MemberState::streaming);
    }

    @Test
    void aPostgresThatDoesNotLetItsExecutorInCallsForHelp() throws Exception {
        cluster.start("node1");
        cluster.found("node1");
        cluster.awaitMember("node1", m -> m.writableInTerm() == 1);
        try (PgSession session = cluster.session("node1")) {
            session.execute("alter role postgres password 'another'", 5000);
        }
        cluster.stopExecutor("node1");

        cluster.start("node1");

        awaitHelp("node1", "Look failed 3 times");
    }

    @Test
    void aPostmasterThatHeedsNoSignalIsKilled() throws Exception {
        cluster.form("node1", "node2", "node3");
        Native.kill(cluster.postmaster("node1"), SIGSTOP);

        cluster.failOver();

        cluster.awaitMember("node1", m -> m.streaming() && m.followingTerm() == 2);
    }
}
