package io.bascule.executor;

import io.bascule.core.node.Upstream;
import io.bascule.core.node.WalPath;
import io.bascule.core.record.Instance;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.NodeNeedsHelp;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.platform.PgFailure;
import io.bascule.platform.PgSession;
import io.bascule.platform.PgTarget;
import io.bascule.platform.Secrets;
import io.vertx.sqlclient.Row;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the primary itself: it has thrown that WAL away, or the standby's WAL is not the beginning of its own. Only what
 * the primary has in pg_wal is proof; that streaming fails is none. A standby that has all of the primary's WAL and more
 * is left to people.
 */
final class AskedWalGap implements WalGap {
    private static final Logger LOG = Logger.getLogger(AskedWalGap.class);
    private static final long ASK_EVERY_MS = 10_000;
    private static final long CONNECT_BOUND_MS = 1000;
    private static final long BOUND_MS = 1000;

    /** One WAL receiver for as long. One that fails, as it does every 50 ms, shows as streaming before it does. */
    private static final long STREAMS_MS = 3000;

    /** What at most counts of the time between two looks: in a longer one this process may not have run. */
    private static final long BETWEEN_LOOKS_MS = 500;

    private static final String WAL = """
            select pg_is_in_recovery() as rec,
              case when not pg_is_in_recovery() then pg_current_wal_flush_lsn()::text end as flushed,
              case when not pg_is_in_recovery() then substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) end
                as timeline,
              (select setting::bigint from pg_settings where name = 'wal_segment_size') as segment_bytes,
              array(select pg_ls_dir('pg_wal', true, false)) as files""";

    private static final String HISTORY = "select convert_from(pg_read_binary_file($1), 'UTF8') as text";

    private final Node node;
    private final Secrets secrets;
    private final SqlPostgres.Opener opener;
    private int receiver;
    private long receiverSinceMs;
    private long lookedMs;
    private long silentMs;
    private volatile @Nullable Found found;
    private @Nullable Instance helpAskedFor;

    AskedWalGap(Node node, Secrets secrets, SqlPostgres.Opener opener) {
        this.node = node;
        this.secrets = secrets;
        this.opener = opener;
        this.lookedMs = node.clock().nowMs();
    }

    @Override
    public Optional<Found> found() {
        Found last = found;
        NodeState state = node.state().get();
        return last != null
                        && last.from().equals(state.following())
                        && last.disk().equals(state.instance(node.name()))
                ? Optional.of(last)
                : Optional.empty();
    }

    @Override
    public void look(Look look) {
        long nowMs = node.clock().nowMs();
        long sinceMs = nowMs - lookedMs;
        lookedMs = nowMs;
        if (look.receiver() != receiver || sinceMs > BETWEEN_LOOKS_MS) {
            receiver = look.receiver();
            receiverSinceMs = nowMs;
        }
        boolean streams = look.streaming() && nowMs - receiverSinceMs >= STREAMS_MS;
        Upstream upstream = node.state().get().following();
        found = streams ? null : found;
        // Before it has replayed all of its own it asks nobody for more, and shows nothing received.
        if (streams || upstream == null || look.received() == null || found().isPresent()) {
            silentMs = 0;
            return;
        }
        silentMs += Math.min(sinceMs, BETWEEN_LOOKS_MS);
        if (silentMs < ASK_EVERY_MS) {
            return;
        }
        silentMs = 0;
        try (PgSession primary = session(upstream)) {
            compare(primary, upstream, look);
        } catch (PgFailure e) {
            LOG.logf(
                    e.kind() == PgFailure.Kind.ERROR ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "node %s could not be asked for its WAL: %s",
                    upstream.node(),
                    e.getMessage());
        } catch (IllegalStateException | UncheckedIOException e) {
            LOG.warnf("the WAL here could not be compared with node %s's: %s", upstream.node(), e.getMessage());
        }
    }

    private void compare(PgSession primary, Upstream upstream, Look look) {
        Row row = primary.query(WAL, BOUND_MS).getFirst();
        Instance disk = node.state().get().instance(node.name());
        WalPath own = ownPath(look);
        if (row.getBoolean("rec") || disk == null || own == null) {
            return;
        }
        WalPath theirs = pathOf(primary, row);
        Optional<Lsn> leftAt = own.leaves(theirs);
        boolean gone = isGone(row, look.end());
        Look now = node.postgres().look().orElse(null);
        if (leftAt.isEmpty() && !gone || now == null || !now.end().equals(look.end())) {
            return;
        }
        if (own.isAheadOf(theirs)) {
            askForHelp(upstream, disk, row.getString("flushed"), look);
            return;
        }
        String why = leftAt.map(at -> "its own WAL is another from " + at + " on")
                .orElse("it has thrown away the WAL from " + look.end() + " on");
        LOG.warnf("node %s can never send what this standby needs next: %s", upstream.node(), why);
        found = new Found(upstream, disk, leftAt);
    }

    /** Whose commits these are nobody can tell: that the primary lost them is one of the answers. Said once. */
    private void askForHelp(Upstream upstream, Instance disk, String primaryEnd, Look look) {
        if (disk.equals(helpAskedFor)) {
            return;
        }
        helpAskedFor = disk;
        String sentence = "its WAL goes on to %s where the primary's, on node %s, ends at %s: the primary may have lost"
                        .formatted(look.replayed(), upstream.node(), primaryEnd)
                + " what it acknowledged; look at both before you remove either's data directory";
        LOG.error(sentence);
        node.events().publish(new NodeNeedsHelp(node.cluster(), node.term(), node.name(), sentence));
    }

    /** Null where a timeline's history file is missing: a promotion ended too early, which the plan knows of. */
    private @Nullable WalPath ownPath(Look look) {
        Lsn replayed = look.replayed();
        int timeline = WalFiles.lastTimeline(node.paths().wal());
        Optional<String> history = WalFiles.history(node.paths().wal(), timeline);
        return replayed == null || timeline != 1 && history.isEmpty()
                ? null
                : WalPath.of(history.orElse(""), timeline, replayed);
    }

    private static WalPath pathOf(PgSession primary, Row row) {
        int timeline = Integer.parseUnsignedInt(row.getString("timeline"), 16);
        String history = timeline == 1
                ? ""
                : primary.query(HISTORY, BOUND_MS, "pg_wal/" + WalFiles.historyName(timeline))
                        .getFirst()
                        .getString("text");
        return WalPath.of(history, timeline, Lsn.parse(row.getString("flushed")));
    }

    private static boolean isGone(Row row, Lsn needed) {
        long segmentBytes = row.getLong("segment_bytes");
        List<String> segments = Arrays.stream(row.getArrayOfStrings("files"))
                .filter(WalFiles::isSegment)
                .toList();
        return !segments.isEmpty()
                && segments.stream()
                        .allMatch(name -> WalFiles.startOf(name, segmentBytes).bytes() > needed.bytes());
    }

    private PgSession session(Upstream upstream) {
        int colon = upstream.address().lastIndexOf(':');
        return opener.open(
                new PgTarget(
                        upstream.address().substring(0, colon),
                        Integer.parseInt(upstream.address().substring(colon + 1)),
                        PostgresConf.REWIND_USER,
                        secrets.password(PostgresConf.REWIND),
                        "postgres",
                        SqlPostgres.APPLICATION_NAME),
                CONNECT_BOUND_MS);
    }
}
