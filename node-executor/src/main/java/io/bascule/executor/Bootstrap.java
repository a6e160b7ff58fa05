package io.bascule.executor;

import io.bascule.core.record.Quorum;
import io.bascule.events.StoryEvent.ClusterBootstrapped;
import io.bascule.executor.NodeState.Making;
import io.bascule.platform.PgFailure;
import io.bascule.platform.PgSession;
import io.bascule.platform.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Makes the cluster's first data directory, with its roles and its database (R8). */
final class Bootstrap {
    private static final Logger LOG = Logger.getLogger(Bootstrap.class);
    private static final long INITDB_BOUND_MS = 120_000;
    private static final long START_BOUND_MS = 60_000;
    private static final long STOP_BOUND_MS = 10_000;
    private static final long STATEMENT_BOUND_MS = 20_000;
    private static final long LOOK_EVERY_MS = 50;
    private static final long FIRST_TERM = 1;

    private final Node node;
    private final Secrets secrets;
    private final PrimaryDuty duty;

    Bootstrap(Node node, Secrets secrets, PrimaryDuty duty) {
        this.node = node;
        this.secrets = secrets;
        this.duty = duty;
    }

    /** Runs initdb if this node wins the claim; what an earlier attempt left unfinished is removed first. */
    void run() {
        if (!node.store().claimInit(node.name())) {
            LOG.infof("another node makes the first data directory");
            return;
        }
        stopUnfinished();
        node.data().remove();
        node.state()
                .update(s -> s.withNewDisk(newIdentity(), Map.of(1, FIRST_TERM))
                        .withMaking(Making.INITDB)
                        .asPrimary(FIRST_TERM));
        initdb();
        node.conf().writePrimary(new Quorum(FIRST_TERM, 0, List.of(), 0));
        node.postmaster().start();
        awaitAnswer();
        makeRoles();
        node.state().update(s -> s.withMaking(Making.NOTHING));
        duty.takeOffice(FIRST_TERM, null);
        String identifier = Optional.ofNullable(node.data().systemIdentifier()).orElse("");
        LOG.infof("made the first data directory, system identifier %s", identifier);
        node.events().publish(new ClusterBootstrapped(node.cluster(), FIRST_TERM, node.name(), identifier));
    }

    /** R3: a new data directory is a new instance. */
    static String newIdentity() {
        return "%08x".formatted(ThreadLocalRandom.current().nextInt());
    }

    private void initdb() {
        Path password = node.paths().state().resolve("superuser.pass");
        try {
            Files.deleteIfExists(password);
            Files.createFile(
                    password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password, secrets.password(PostgresConf.SUPERUSER) + "\n");
            Command.Result result = Command.run(
                    List.of(
                            node.pgBin().resolve("initdb").toString(),
                            "--pgdata=" + node.paths().pgdata(),
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

    /** An attempt that failed, or whose executor ended, may have left its PostgreSQL running. */
    private void stopUnfinished() {
        node.postgres().close();
        node.postmaster().adopt();
        node.postmaster().stop(Native.SIGQUIT);
        long untilMs = node.clock().nowMs() + STOP_BOUND_MS;
        while (node.postmaster().alive()) {
            if (node.clock().nowMs() > untilMs) {
                throw new ExecutorProblem("PostgreSQL of an unfinished initdb does not stop");
            }
            pause();
        }
        node.postmaster().clearLeftovers();
    }

    private void awaitAnswer() {
        long untilMs = node.clock().nowMs() + START_BOUND_MS;
        while (!answers()) {
            if (!node.postmaster().alive() || node.clock().nowMs() > untilMs) {
                throw new ExecutorProblem("PostgreSQL did not start on the new data directory; see "
                        + node.paths().log().resolve("postgresql.log"));
            }
            pause();
        }
    }

    private boolean answers() {
        try {
            return node.postgres().look().isPresent();
        } catch (PgFailure e) {
            // A slow machine: the bound of the start counts, not that of one look.
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutorProblem("interrupted", e);
        }
    }

    private void makeRoles() {
        try (PgSession session = node.postgres().fresh()) {
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
            if (node.conf().majorVersion() >= 16) {
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
