package io.bascule.executor;

import java.nio.file.Path;

/** The places under BASCULE_DATA. What must outlive a clone or a rewind stands outside {@link #pgdata}. */
public record Paths(Path root) {
    Path pgdata() {
        return root.resolve("pgdata");
    }

    Path wal() {
        return pgdata().resolve("pg_wal");
    }

    Path state() {
        return root.resolve("state");
    }

    Path nodeState() {
        return state().resolve("node.json");
    }

    Path config() {
        return state().resolve("postgresql.bascule.conf");
    }

    Path hba() {
        return state().resolve("pg_hba.conf");
    }

    Path ident() {
        return state().resolve("pg_ident.conf");
    }

    /** Present only while this node may stream; without it no WAL receiver can log in. */
    Path replicationPass() {
        return state().resolve("replication.pgpass");
    }

    /** For pg_basebackup and pg_rewind. */
    Path toolPass() {
        return state().resolve("tool.pgpass");
    }

    Path kept() {
        return root.resolve("kept");
    }

    Path log() {
        return root.resolve("log");
    }

    Path postgresLog() {
        return log().resolve("postgresql.log");
    }

    Path run() {
        return root.resolve("run");
    }

    Path standbySignal() {
        return pgdata().resolve("standby.signal");
    }

    Path postmasterPid() {
        return pgdata().resolve("postmaster.pid");
    }
}
