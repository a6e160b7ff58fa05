package io.bascule.monitor;

import io.bascule.events.Lsn;
import io.bascule.events.Probe.Role;
import io.bascule.events.Probe.StandbyStatus;
import io.bascule.platform.PgSession;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the node's own PostgreSQL says of itself.
 *
 * @param serverVersion such as 170005
 * @param receivedLsn on a standby the end of the WAL it has, on a primary its flush LSN
 * @param walEndLsn on a standby how far its sender's WAL went when last heard of
 */
record OwnStatus(
        Role role,
        int serverVersion,
        int timeline,
        @Nullable Lsn receivedLsn,
        @Nullable Lsn flushedLsn,
        @Nullable Lsn replayedLsn,
        @Nullable Lsn walEndLsn,
        boolean streaming,
        List<StandbyStatus> standbys) {

    // A primary's timeline is that of the WAL it writes: the control file has it only after the next checkpoint. A
    // standby's is that of the WAL it receives.
    private static final String STATUS = """
            SELECT r.standby,
                   current_setting('server_version_num')::int AS version,
                   CASE WHEN r.standby THEN NULL ELSE pg_current_wal_flush_lsn() END::text AS flushed,
                   CASE WHEN r.standby THEN NULL ELSE pg_walfile_name(pg_current_wal_insert_lsn()) END AS file,
                   pg_last_wal_receive_lsn()::text AS received,
                   pg_last_wal_replay_lsn()::text AS replayed,
                   w.status AS receiver, w.received_tli, w.latest_end_lsn::text AS wal_end,
                   (pg_control_checkpoint()).timeline_id AS checkpoint_tli
            FROM (SELECT pg_is_in_recovery() AS standby) r
            LEFT JOIN pg_stat_wal_receiver w ON true
            """;

    private static final String STANDBYS = """
            SELECT application_name, state, sync_state, flush_lsn::text AS flushed, replay_lsn::text AS replayed
            FROM pg_stat_replication ORDER BY application_name
            """;

    OwnStatus {
        standbys = List.copyOf(standbys);
    }

    static OwnStatus read(PgSession session, Patience patience) {
        long boundMs = patience.of(Target.QUERY_TIMEOUT_MS);
        Row row = session.query(STATUS, boundMs).getFirst();
        Lsn replayed = lsn(row, "replayed");
        if (!row.getBoolean("standby")) {
            Lsn flushed = lsn(row, "flushed");
            List<StandbyStatus> standbys = session.query(STANDBYS, boundMs).stream()
                    .map(OwnStatus::standby)
                    .toList();
            int timeline = Integer.parseInt(row.getString("file").substring(0, 8), 16);
            return new OwnStatus(
                    Role.PRIMARY,
                    row.getInteger("version"),
                    timeline,
                    flushed,
                    flushed,
                    replayed,
                    null,
                    false,
                    standbys);
        }
        Integer receivedTimeline = row.getInteger("received_tli");
        return new OwnStatus(
                Role.STANDBY,
                row.getInteger("version"),
                receivedTimeline == null ? row.getInteger("checkpoint_tli") : receivedTimeline,
                // NULL or too low after a restart, hence the greater of the two (R4).
                greater(lsn(row, "received"), replayed),
                null,
                replayed,
                lsn(row, "wal_end"),
                "streaming".equals(row.getString("receiver")),
                List.of());
    }

    private static StandbyStatus standby(Row row) {
        return new StandbyStatus(
                text(row, "application_name"),
                text(row, "state"),
                text(row, "sync_state"),
                lsn(row, "flushed"),
                lsn(row, "replayed"));
    }

    private static String text(Row row, String column) {
        String value = row.getString(column);
        return value == null ? "" : value;
    }

    private static @Nullable Lsn lsn(Row row, String column) {
        String value = row.getString(column);
        return value == null ? null : Lsn.parse(value);
    }

    private static @Nullable Lsn greater(@Nullable Lsn a, @Nullable Lsn b) {
        return a == null ? b : b == null ? a : Lsn.max(a, b);
    }
}
