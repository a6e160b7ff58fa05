package io.bascule.executor;

import java.util.List;
import java.util.Set;

/** The settings of PostgreSQL that Bascule owns, and who may log in. */
final class PostgresSettings {
    /** What an ALTER SYSTEM must not override: the protocol rests on it. */
    static final Set<String> OWNED = Set.of(
            "listen_addresses",
            "port",
            "unix_socket_directories",
            "hba_file",
            "ident_file",
            "hot_standby",
            "wal_level",
            "wal_log_hints",
            "fsync",
            "full_page_writes",
            "synchronous_commit",
            "synchronous_standby_names",
            "bascule.quorum",
            "primary_conninfo",
            "primary_slot_name",
            "restore_command",
            "recovery_min_apply_delay",
            "recovery_target_timeline",
            "restart_after_crash",
            "wal_retrieve_retry_interval",
            "wal_receiver_status_interval",
            "wal_receiver_timeout",
            "wal_sender_timeout",
            "promote_trigger_file",
            "archive_cleanup_command",
            "recovery_end_command");

    /**
     * WAL for standbys that were away, and for pg_rewind, within a bound (R11). Before the operator's own file: how much
     * the disk has room for is theirs to say.
     */
    static final String DEFAULTS = """
            wal_keep_size = '256MB'
            max_slot_wal_keep_size = '4GB'
            """;

    private PostgresSettings() {}

    static String fixed(int majorVersion) {
        String settings = """
                listen_addresses = '*'
                hot_standby = on
                wal_level = replica
                max_wal_senders = 16
                max_replication_slots = 16
                # pg_rewind needs to see every changed page (manual, pg_rewind).
                wal_log_hints = on
                # What an acknowledged commit is promised rests on these (R12).
                fsync = on
                full_page_writes = on
                synchronous_commit = on
                restart_after_crash = on
                # A standby that lost its primary tries again this soon; the default of 5 s stalls commits (R11).
                wal_retrieve_retry_interval = '50ms'
                wal_receiver_status_interval = '1s'
                # A silent peer holds a walsender and its slot no longer than this.
                wal_receiver_timeout = '5s'
                wal_sender_timeout = '5s'
                recovery_target_timeline = 'latest'
                # R4: nothing but the WAL receiver brings WAL, and it is applied at once.
                restore_command = ''
                recovery_min_apply_delay = 0
                # Off: with slots a standby that is away would hold back vacuum on the primary without a bound.
                hot_standby_feedback = off
                # A session whose client is gone must not commit after it was cut off.
                client_connection_check_interval = '200ms'
                tcp_keepalives_idle = 5
                tcp_keepalives_interval = 2
                tcp_keepalives_count = 3
                password_encryption = 'scram-sha-256'
                """;
        return majorVersion >= 16 ? settings + "reserved_connections = 3\n" : settings;
    }

    /** The superuser from this machine only; everybody else from the named networks, with a password. */
    static String hba(List<String> networks) {
        StringBuilder text = new StringBuilder("""
                local all postgres peer
                local all all scram-sha-256
                host all all 127.0.0.1/32 scram-sha-256
                host all all ::1/128 scram-sha-256
                host replication bascule_replication 127.0.0.1/32 scram-sha-256
                host all postgres all reject
                """);
        for (String network : networks) {
            text.append("host replication bascule_replication ").append(network).append(" scram-sha-256\n");
            text.append("host all all ").append(network).append(" scram-sha-256\n");
        }
        return text.toString();
    }
}
