package io.bascule.executor;

import io.bascule.core.node.Upstream;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.executor.NodeState.Making;
import io.bascule.platform.PgFailure;
import io.bascule.platform.PgSession;
import io.bascule.platform.PgTarget;
import io.bascule.platform.Secrets;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sees when the primary has thrown away WAL that this standby still needs: it can then never stream again, and is to be
 * cloned. Only the primary's own list of segments is proof; that streaming fails is none.
 */
final class WalGap {
    private static final Logger LOG = Logger.getLogger(WalGap.class);
    private static final long ASK_EVERY_MS = 10_000;
    private static final long BOUND_MS = 2000;

    /** In a row. Each attempt shows as streaming for a moment, before the primary finds that the segment is gone. */
    private static final int STREAMS_LOOKS = 4;

    private final Node node;
    private final Secrets secrets;
    private final LocalPostgres.Opener opener;
    private int looksStreaming;
    private long streamedMs;
    private long askedMs;

    WalGap(Node node, Secrets secrets, LocalPostgres.Opener opener) {
        this.node = node;
        this.secrets = secrets;
        this.opener = opener;
        this.streamedMs = node.clock().nowMs();
    }

    /** On each look at a running standby. */
    void look(Look look) {
        long nowMs = node.clock().nowMs();
        Upstream upstream = node.state().get().following();
        looksStreaming = look.streaming() ? looksStreaming + 1 : 0;
        if (looksStreaming >= STREAMS_LOOKS || upstream == null || look.replayed() == null) {
            streamedMs = nowMs;
            return;
        }
        if (nowMs - streamedMs < ASK_EVERY_MS || nowMs - askedMs < ASK_EVERY_MS) {
            return;
        }
        askedMs = nowMs;
        try {
            if (isGone(upstream, look)) {
                LOG.warnf(
                        "node %s has no WAL from %s on any more, which this standby needs: it is cloned",
                        upstream.node(), look.replayed());
                node.state().update(s -> s.withMaking(Making.CLONE));
            }
        } catch (PgFailure | IllegalStateException e) {
            LOG.debugf("node %s could not be asked for its WAL: %s", upstream.node(), e.getMessage());
        }
    }

    private boolean isGone(Upstream upstream, Look look) {
        int colon = upstream.address().lastIndexOf(':');
        PgTarget target = new PgTarget(
                upstream.address().substring(0, colon),
                Integer.parseInt(upstream.address().substring(colon + 1)),
                PostgresConf.REWIND_USER,
                secrets.password(PostgresConf.REWIND),
                "postgres",
                LocalPostgres.APPLICATION_NAME);
        try (PgSession session = opener.open(target, BOUND_MS)) {
            if (session.query("select pg_is_in_recovery() as rec", BOUND_MS)
                    .getFirst()
                    .getBoolean("rec")) {
                return false;
            }
            List<String> names = session.query("select pg_ls_dir('pg_wal', true, false) as name", BOUND_MS).stream()
                    .map((Row row) -> row.getString("name"))
                    .filter(WalFiles::isSegment)
                    .toList();
            long segmentBytes = session.query(
                            "select setting::bigint as bytes from pg_settings where name = 'wal_segment_size'",
                            BOUND_MS)
                    .getFirst()
                    .getLong("bytes");
            long needed = look.end().bytes();
            return !names.isEmpty()
                    && names.stream()
                            .allMatch(
                                    name -> WalFiles.startOf(name, segmentBytes).bytes() > needed);
        }
    }
}
