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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The real one, over a held session of the superuser on the loopback. */
final class SqlPostgres implements LocalPostgres {
    static final String APPLICATION_NAME = "bascule_executor";

    /** Beyond this a look is given up; the process is then taken to be running, but not answering. */
    static final long QUERY_BOUND_MS = 1000;

    private static final long CONNECT_BOUND_MS = 1000;

    /** Of a commit that is to be seen waiting. */
    private static final long COMMIT_BOUND_MS = 2000;

    private static final long LOOK_EVERY_MS = 5;

    private static final Logger LOG = Logger.getLogger(SqlPostgres.class);

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

    private static final String RECEIVERS = """
            select pid from pg_stat_activity where backend_type = 'walreceiver'""";

    private static final String REPLAY = """
            select pg_last_wal_receive_lsn()::text as received, pg_last_wal_replay_lsn()::text as replayed,
              pg_is_wal_replay_paused() as paused,
              (select wait_event from pg_stat_activity where backend_type = 'startup') as waits_for""";

    private static final String CANCEL_READERS = """
            select pg_cancel_backend(pid) from pg_stat_activity
            where backend_type = 'client backend' and backend_xmin is not null and pid <> pg_backend_pid()""";

    private static final String SHOW = """
            select current_setting('synchronous_standby_names') as names, current_setting('bascule.quorum', true) as version""";

    private static final String PROVOKE =
            "begin; set local synchronous_commit = local; select pg_logical_emit_message(true, 'bascule', ''); commit";

    private static final String SLOTS = """
            select slot_name, active, wal_status, restart_lsn::text as restart, safe_wal_size as safe,
              (select setting::bigint from pg_settings where name = 'max_slot_wal_keep_size') as bound
            from pg_replication_slots where slot_type = 'physical' and slot_name like 'bascule\\_%'""";

    /** Opens a session. */
    interface Opener {
        PgSession open(PgTarget target, long timeoutMs);
    }

    private final Opener opener;
    private final Supplier<PgTarget> target;
    private final Runnable onEnd;
    private @Nullable PgSession held;

    /** @param onEnd called when the held session ends; must not block */
    SqlPostgres(Opener opener, Supplier<PgTarget> target, Runnable onEnd) {
        this.opener = opener;
        this.target = target;
        this.onEnd = onEnd;
    }

    @Override
    public Optional<Look> look() {
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

    @Override
    public List<Walsender> walsenders() {
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

    @Override
    public void endBackend(int pid) {
        query("select pg_terminate_backend($1)", pid);
    }

    /** By the system call: pg_terminate_backend knows no auxiliary process, and a WAL receiver is one. */
    @Override
    public int endReceivers() {
        List<Row> receivers = query(RECEIVERS);
        receivers.forEach(row -> Native.kill(row.getInteger("pid"), Native.SIGTERM));
        return receivers.size();
    }

    @Override
    public Replay replay() {
        Row row = query(REPLAY).getFirst();
        String waitsFor = row.getString("waits_for");
        boolean idle = "RecoveryRetrieveRetryInterval".equals(waitsFor) || "RecoveryWalStream".equals(waitsFor);
        return new Replay(
                lsn(row, "received"), lsn(row, "replayed"), Boolean.TRUE.equals(row.getBoolean("paused")), idle);
    }

    @Override
    public void resumeReplay() {
        query("select pg_wal_replay_resume()");
    }

    @Override
    public void cancelReaders() {
        query(CANCEL_READERS);
    }

    /** Not with pg_promote's own wait, which looks every 100 ms. */
    @Override
    public void promote() {
        query("select pg_promote(false)");
    }

    @Override
    public boolean isInRecovery() {
        return query("select pg_is_in_recovery() as rec").getFirst().getBoolean("rec");
    }

    @Override
    public ShownQuorum shownQuorum() {
        try (PgSession session = fresh()) {
            Row row = session.query(SHOW, QUERY_BOUND_MS).getFirst();
            String version = row.getString("version");
            return new ShownQuorum(row.getString("names"), version == null ? "" : version);
        }
    }

    @Override
    public boolean commitHangs() {
        PgSession session = fresh();
        int pid = session.query("select pg_backend_pid() as pid", QUERY_BOUND_MS)
                .getFirst()
                .getInteger("pid");
        Thread commit = Thread.ofVirtual().start(() -> {
            try (session) {
                // A role's own setting must not spare this commit the wait that the clients' have.
                session.execute("set synchronous_commit = on", COMMIT_BOUND_MS);
                session.execute("select pg_logical_emit_message(true, 'bascule', '')", COMMIT_BOUND_MS);
            } catch (PgFailure e) {
                LOG.debugf("the trial commit ended: %s", e.getMessage());
            }
        });
        while (commit.isAlive()) {
            if (!query("select 1 from pg_stat_activity where pid = $1 and wait_event = 'SyncRep'", pid)
                    .isEmpty()) {
                return true;
            }
            Pause.SLEEP.ms(LOOK_EVERY_MS);
        }
        return false;
    }

    @Override
    public void provoke() {
        session().execute(PROVOKE, QUERY_BOUND_MS);
    }

    @Override
    public List<Slot> slots() {
        return query(SLOTS).stream()
                .map(row -> new Slot(
                        row.getString("slot_name"),
                        row.getBoolean("active"),
                        "lost".equals(row.getString("wal_status")),
                        lsn(row, "restart"),
                        row.getLong("safe"),
                        row.getLong("bound") < 0 ? -1 : row.getLong("bound") << 20))
                .toList();
    }

    @Override
    public void makeSlot(String name) {
        query("select pg_create_physical_replication_slot($1, true)", name);
    }

    @Override
    public void dropSlot(String name) {
        query("select pg_drop_replication_slot($1)", name);
    }

    @Override
    public void advanceSlot(String name, Lsn to) {
        query("select pg_replication_slot_advance($1, $2::text::pg_lsn)", name, to.toString());
    }

    private List<Row> query(String sql, Object... arguments) {
        return session().query(sql, QUERY_BOUND_MS, arguments);
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
