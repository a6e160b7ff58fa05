package io.bascule.executor;

import io.bascule.core.node.NodePlan;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.PgTarget;
import io.bascule.platform.Secrets;
import io.bascule.platform.Wakeup;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Puts a {@link NodeExecutor} together. */
final class ExecutorFactory {
    private static final long VERSION_BOUND_MS = 30_000;

    private ExecutorFactory() {}

    /** What differs between nodes. */
    record Settings(
            String cluster, String node, String address, Path secrets, Path data, Path pgBin, List<String> networks) {
        static Settings of(ExecutorConfig config) {
            return new Settings(
                    config.cluster(),
                    config.node(),
                    config.address(),
                    config.secrets(),
                    config.data(),
                    config.pgBin(),
                    config.networks());
        }

        int port() {
            return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        }
    }

    static ExecutorLoop make(
            Settings settings,
            ClusterStore store,
            EventOutlet events,
            SqlPostgres.Opener opener,
            MonotonicClock clock,
            MeterRegistry registry,
            Wakeup wakeup) {
        Paths paths = new Paths(settings.data());
        Path pgBin = settings.pgBin();
        PgdataFiles data = new PgdataFiles(pgBin, paths);
        data.prepareFolders();
        Secrets secrets = new Secrets(settings.secrets());
        PostgresConf conf = new PostgresConf(paths, secrets, settings.port(), settings.networks());
        SqlPostgres postgres = new SqlPostgres(
                opener,
                () -> new PgTarget(
                        "127.0.0.1",
                        settings.port(),
                        "postgres",
                        secrets.password(PostgresConf.SUPERUSER),
                        "postgres",
                        SqlPostgres.APPLICATION_NAME),
                wakeup::wake);
        Node node = new Node(
                settings.node(),
                settings.cluster(),
                settings.address(),
                paths,
                new JsonStateFile(paths.nodeState()),
                data,
                conf,
                new Postmaster(new OsProcesses(pgBin, paths), clock, wakeup::wake),
                postgres,
                store,
                events,
                clock,
                Pause.SLEEP,
                () -> "%08x".formatted(ThreadLocalRandom.current().nextInt()));
        ExecutorMetrics metrics = new ExecutorMetrics(registry);
        LongTasks tasks =
                new LongTasks(task -> Thread.ofVirtual().name("copying").start(task), wakeup::wake);
        PrimaryDuty duty = new PrimaryDuty(clock);
        WalGap walGap = new AskedWalGap(node, secrets, opener);
        Founding founding = new InitdbFounding(pgBin, paths, secrets, conf, postgres);
        CopyTools copyTools = new PgCopyTools(pgBin, paths, conf, new KeptWal(node, pgBin, conf));
        Announcements announcements = new Announcements(store);
        NodeExecutor executor = new NodeExecutor(
                node,
                new Reader(node, duty, tasks, walGap, metrics, versionProblem(pgBin, VERSION_BOUND_MS)),
                new Actions(node, founding, copyTools, duty, tasks, walGap),
                duty,
                tasks,
                new Attempts(node, metrics, failure -> {}),
                new Announcer(announcements, clock),
                metrics,
                NodePlan::next);
        return new ExecutorLoop(executor, announcements, wakeup, clock);
    }

    /**
     * Why the PostgreSQL in {@code pgBin} must not be used, or nothing.
     *
     * @throws ExecutorProblem when it does not answer within {@code boundMs}: refused, it would stay so, and who starts
     *     this executor again has it asked again
     */
    static String versionProblem(Path pgBin, long boundMs) {
        try {
            Command.Result version =
                    Command.run(List.of(pgBin.resolve("postgres").toString(), "--version"), Map.of(), boundMs);
            return PgdataFiles.versionProblem(version.text());
        } catch (ExecutorProblem e) {
            if (e.getCause() instanceof IOException) {
                return String.valueOf(e.getMessage());
            }
            throw new ExecutorProblem("which PostgreSQL is in " + pgBin + " is not known: " + e.getMessage(), e);
        }
    }
}
