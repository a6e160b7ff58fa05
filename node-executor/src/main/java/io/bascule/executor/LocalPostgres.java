package io.bascule.executor;

import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.record.Instance;
import io.bascule.events.Lsn;
import io.bascule.platform.PgFailure;
import io.bascule.platform.PgSession;
import io.bascule.platform.PgTarget;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** This node's own PostgreSQL, over a held session of the superuser on the loopback. One caller at a time. */
final class LocalPostgres implements AutoCloseable {
    static final String APPLICATION_NAME = "bascule_executor";

    /** Beyond this a look is given up; the process is then taken to be running, but not answering. */
    static final long QUERY_BOUND_MS = 1000;

    private static final long CONNECT_BOUND_MS = 1000;

    private static final String LOOK = """
            select r.rec as in_recovery,
              case when r.rec then pg_last_wal_receive_lsn()::text end as received,
              case when r.rec then pg_last_wal_replay_lsn()::text end as replayed,
              case when not r.rec then pg_current_wal_flush_lsn()::text end as flushed,
              case when not r.rec then substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) end as timeline,
              (select pid from pg_stat_wal_receiver where status = 'streaming') as receiver
            from (select pg_is_in_recovery() as rec) r""";

    private static final String WALSENDERS = """
            select pid, application_name, state, flush_lsn::text as flush,
              coalesce((extract(epoch from reply_time) * 1000000)::bigint, 0) as replied
            from pg_stat_replication order by backend_start""";

    /** Opens a session. */
    interface Opener {
        PgSession open(PgTarget target, long timeoutMs);
    }

    private final Opener opener;
    private final Supplier<PgTarget> target;
    private final Runnable onEnd;
    private @Nullable PgSession held;

    /** @param onEnd called when the held session ends; must not block */
    LocalPostgres(Opener opener, Supplier<PgTarget> target, Runnable onEnd) {
        this.opener = opener;
        this.target = target;
        this.onEnd = onEnd;
    }

    /**
     * What it says of itself.
     *
     * @param received flushed by the WAL receiver; null on a primary and before a receiver has run
     * @param replayed null on a primary
     * @param flushed null on a standby
     * @param timeline a primary's, 0 on a standby
     * @param receiver the process ID of a standby's WAL receiver that streams, 0 without
     */
    record Look(
            boolean inRecovery,
            @Nullable Lsn received,
            @Nullable Lsn replayed,
            @Nullable Lsn flushed,
            int timeline,
            int receiver) {
        boolean streaming() {
            return receiver != 0;
        }

        /** The end of its WAL: R4, the received LSN is null or too low after a restart. */
        Lsn end() {
            Lsn other = Lsn.max(received == null ? Lsn.ZERO : received, replayed == null ? Lsn.ZERO : replayed);
            return flushed == null ? other : flushed;
        }
    }

    /** Nothing while it does not take connections. @throws PgFailure when it takes them but does not answer */
    Optional<Look> look() {
        try {
            Row row = session().query(LOOK, QUERY_BOUND_MS).getFirst();
            String timeline = row.getString("timeline");
            Integer receiver = row.getInteger("receiver");
            return Optional.of(new Look(
                    row.getBoolean("in_recovery"),
                    lsn(row, "received"),
                    lsn(row, "replayed"),
                    lsn(row, "flushed"),
                    timeline == null ? 0 : Integer.parseUnsignedInt(timeline, 16),
                    receiver == null ? 0 : receiver));
        } catch (PgFailure e) {
            close();
            if (e.kind() == PgFailure.Kind.ERROR || e.kind() == PgFailure.Kind.TIMEOUT) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The rows of pg_stat_replication that are instances', oldest first. */
    List<Walsender> walsenders() {
        return query(WALSENDERS).stream()
                .flatMap(row -> Instance.ofApplicationName(row.getString("application_name"))
                        .map(instance -> Stream.of(new Walsender(
                                row.getInteger("pid"),
                                instance,
                                "streaming".equals(row.getString("state")),
                                lsn(row, "flush"),
                                row.getLong("replied"))))
                        .orElse(Stream.empty()))
                .toList();
    }

    List<Row> query(String sql, Object... arguments) {
        return session().query(sql, QUERY_BOUND_MS, arguments);
    }

    void execute(String sql, long timeoutMs) {
        session().execute(sql, timeoutMs);
    }

    /** A new session, which has read the configuration as it is now (R2). */
    PgSession fresh() {
        return opener.open(target.get(), CONNECT_BOUND_MS);
    }

    private PgSession session() {
        PgSession session = held;
        if (session == null || !session.isOpen()) {
            session = fresh();
            session.onClose(onEnd);
            held = session;
        }
        return session;
    }

    static @Nullable Lsn lsn(Row row, String column) {
        String text = row.getString(column);
        return text == null ? null : Lsn.parse(text);
    }

    @Override
    public void close() {
        PgSession session = held;
        held = null;
        if (session != null) {
            session.close();
        }
    }
}
