package io.bascule.executor;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.events.Lsn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The real ones: pg_isready, pg_basebackup, pg_rewind. */
final class PgCopyTools implements CopyTools {
    /** A copy of a terabyte takes hours; what bounds it is that it must get on. */
    private static final long WHOLE_BOUND_MS = 24L * 3600 * 1000;

    private static final long SILENT_BOUND_MS = 120_000;
    private static final long ANSWER_BOUND_MS = 5000;

    private final Path pgBin;
    private final Paths paths;
    private final PostgresConf conf;
    private final KeptWal kept;

    PgCopyTools(Path pgBin, Paths paths, PostgresConf conf, KeptWal kept) {
        this.pgBin = pgBin;
        this.paths = paths;
        this.conf = conf;
        this.kept = kept;
    }

    @Override
    public boolean answers(Upstream from) {
        int colon = from.address().lastIndexOf(':');
        Command.Result result = Command.run(
                List.of(
                        pgBin.resolve("pg_isready").toString(),
                        "--host=" + from.address().substring(0, colon),
                        "--port=" + from.address().substring(colon + 1),
                        "--timeout=3"),
                Map.of(),
                ANSWER_BOUND_MS);
        return result.exitCode() == 0;
    }

    @Override
    public void keepUnknown(ClusterRecord record, Optional<Lsn> leftAt) {
        kept.keepUnknown(record, leftAt);
    }

    @Override
    public void keepDiverged(ClusterRecord record) {
        kept.keepDiverged(record);
    }

    @Override
    public Result baseBackup(Upstream from, Consumer<String> progress, AtomicBoolean cancelled) {
        Command.Result result = run(
                List.of(
                        pgBin.resolve("pg_basebackup").toString(),
                        "--pgdata=" + paths.pgdata(),
                        "--wal-method=stream",
                        "--checkpoint=fast",
                        "--progress",
                        "--no-password",
                        "--dbname=" + connection(from, PostgresConf.REPLICATION_USER, "bascule_clone")),
                line -> progress.accept("clones from " + from.node() + ": " + line.strip()),
                cancelled);
        return result.exitCode() == 0 ? new Result(Outcome.DONE, "") : new Result(Outcome.FAILED, result.complaint());
    }

    @Override
    public Result rewind(Upstream from, Consumer<String> progress, AtomicBoolean cancelled) {
        Command.Result result = run(
                List.of(
                        pgBin.resolve("pg_rewind").toString(),
                        "--target-pgdata=" + paths.pgdata(),
                        "--progress",
                        "--source-server=" + connection(from, PostgresConf.REWIND_USER, "bascule_rewind")
                                + " dbname=postgres"),
                line -> progress.accept("rewinds against " + from.node() + ": " + line.strip()),
                cancelled);
        if (result.exitCode() == 0) {
            return new Result(Outcome.DONE, "");
        }
        // pg_rewind connects before it touches anything.
        return result.text().contains("connection to server")
                ? new Result(Outcome.NOT_CONNECTED, result.complaint())
                : new Result(Outcome.FAILED, String.join(" | ", result.output()));
    }

    private Command.Result run(List<String> command, Consumer<String> onLine, AtomicBoolean cancelled) {
        Map<String, String> environment =
                Map.of("PGPASSFILE", conf.writeToolPass().toString());
        return Command.run(command, environment, WHOLE_BOUND_MS, SILENT_BOUND_MS, onLine, cancelled);
    }

    private static String connection(Upstream from, String user, String applicationName) {
        int colon = from.address().lastIndexOf(':');
        return "host=" + from.address().substring(0, colon)
                + " port=" + from.address().substring(colon + 1)
                + " user=" + user + " application_name=" + applicationName
                + " connect_timeout=5 keepalives_idle=5 keepalives_interval=2 keepalives_count=3"
                + " tcp_user_timeout=30000";
    }
}
