package io.bascule.executor;

import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.PgTarget;
import io.bascule.platform.Secrets;
import io.bascule.platform.Wakeup;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Puts a {@link NodeExecutor} together. */
final class ExecutorFactory {
    private static final long VERSION_BOUND_MS = 5000;

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

    static NodeExecutor make(
            Settings settings,
            ClusterStore store,
            EventOutlet events,
            LocalPostgres.Opener opener,
            MonotonicClock clock,
            MeterRegistry registry,
            Wakeup wakeup) {
        Paths paths = new Paths(settings.data());
        DataDirectory data = new DataDirectory(paths);
        data.prepareFolders();
        Secrets secrets = new Secrets(settings.secrets());
        LocalPostgres postgres = new LocalPostgres(
                opener,
                () -> new PgTarget(
                        "127.0.0.1",
                        settings.port(),
                        "postgres",
                        secrets.password(PostgresConf.SUPERUSER),
                        "postgres",
                        LocalPostgres.APPLICATION_NAME),
                wakeup::wake);
        Node node = new Node(
                settings.node(),
                settings.cluster(),
                settings.address(),
                settings.pgBin(),
                paths,
                new StateFile(paths.nodeState()),
                data,
                new PostgresConf(paths, secrets, settings.port(), settings.networks()),
                new Postmaster(settings.pgBin(), paths, clock, wakeup::wake),
                postgres,
                store,
                events,
                clock);
        ExecutorMetrics metrics = new ExecutorMetrics(registry);
        LongTasks tasks = new LongTasks(wakeup::wake);
        PrimaryDuty duty = new PrimaryDuty(clock);
        WalGap walGap = new WalGap(node, secrets, opener);
        return new NodeExecutor(
                node,
                new Reader(node, duty, tasks, walGap, metrics, versionProblem(settings.pgBin())),
                new Actions(node, secrets, duty, tasks, walGap),
                duty,
                tasks,
                new Attempts(node, metrics),
                metrics,
                wakeup);
    }

    private static String versionProblem(Path pgBin) {
        try {
            Command.Result version =
                    Command.run(List.of(pgBin.resolve("postgres").toString(), "--version"), Map.of(), VERSION_BOUND_MS);
            return DataDirectory.versionProblem(version.text());
        } catch (ExecutorProblem e) {
            return e.getMessage() == null ? "" : e.getMessage();
        }
    }
}
