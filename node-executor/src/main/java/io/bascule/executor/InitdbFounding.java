package io.bascule.executor;

import io.bascule.platform.PgSession;
import io.bascule.platform.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The real one: initdb, and the roles through SQL. */
final class InitdbFounding implements Founding {
    private static final Logger LOG = Logger.getLogger(InitdbFounding.class);
    private static final long INITDB_BOUND_MS = 120_000;
    private static final long STATEMENT_BOUND_MS = 20_000;

    private final Path pgBin;
    private final Paths paths;
    private final Secrets secrets;
    private final PostgresConf conf;
    private final SqlPostgres postgres;

    InitdbFounding(Path pgBin, Paths paths, Secrets secrets, PostgresConf conf, SqlPostgres postgres) {
        this.pgBin = pgBin;
        this.paths = paths;
        this.secrets = secrets;
        this.conf = conf;
        this.postgres = postgres;
    }

    @Override
    public void initdb() {
        Path password = paths.state().resolve("superuser.pass");
        try {
            Files.deleteIfExists(password);
            Files.createFile(
                    password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password, secrets.password(PostgresConf.SUPERUSER) + "\n");
            Command.Result result = Command.run(
                    List.of(
                            pgBin.resolve("initdb").toString(),
                            "--pgdata=" + paths.pgdata(),
                            "--username=postgres",
                            "--pwfile=" + password,
                            "--auth=scram-sha-256",
                            "--data-checksums",
                            "--encoding=UTF8",
                            "--locale=C.UTF-8"),
                    Map.of(),
                    INITDB_BOUND_MS);
            if (result.exitCode() != 0) {
                throw new ExecutorProblem("initdb failed: " + result.complaint());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(password + " cannot be written", e);
        } finally {
            try {
                Files.deleteIfExists(password);
            } catch (IOException e) {
                LOG.warnf("%s could not be removed; remove it by hand", password);
            }
        }
    }

    @Override
    public void makeRoles() {
        try (PgSession session = postgres.fresh()) {
            // Passwords must not end in the log, not even when a statement fails.
            execute(session, "set log_statement = 'none'; set log_min_error_statement = 'panic'");
            execute(session, role(PostgresConf.REPLICATION_USER, "replication login", PostgresConf.REPLICATION));
            execute(session, role(PostgresConf.REWIND_USER, "login", PostgresConf.REWIND));
            execute(session, role(PostgresConf.MONITOR_USER, "login", PostgresConf.MONITOR));
            execute(session, role("app", "login", PostgresConf.APP));
            // pg_rewind's own functions and no more (PostgreSQL manual, pg_rewind, Notes).
            for (String function : List.of(
                    "pg_ls_dir(text, boolean, boolean)",
                    "pg_stat_file(text, boolean)",
                    "pg_read_binary_file(text)",
                    "pg_read_binary_file(text, bigint, bigint, boolean)")) {
                execute(
                        session,
                        "grant execute on function pg_catalog." + function + " to " + PostgresConf.REWIND_USER);
            }
            execute(session, "grant pg_monitor to " + PostgresConf.MONITOR_USER);
            if (conf.majorVersion() >= 16) {
                execute(session, "grant pg_use_reserved_connections to " + PostgresConf.MONITOR_USER);
            }
            execute(session, "create database app owner app");
        }
    }

    private String role(String name, String attributes, String passwordFile) {
        return "create role " + name + " " + attributes + " password '"
                + secrets.password(passwordFile).replace("'", "''") + "'";
    }

    private static void execute(PgSession session, String sql) {
        session.execute(sql, STATEMENT_BOUND_MS);
    }
}
