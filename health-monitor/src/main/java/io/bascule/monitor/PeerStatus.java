package io.bascule.monitor;

import io.bascule.events.Lsn;
import io.bascule.platform.PgSession;
import org.jspecify.annotations.Nullable;

/** @param flushedLsn how far a peer's WAL went, where it is a primary */
record PeerStatus(@Nullable Lsn flushedLsn) {
    static final PeerStatus NONE = new PeerStatus(null);

    private static final String QUESTION =
            "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_flush_lsn() END::text";

    static PeerStatus read(PgSession session, Patience patience) {
        String flushed = session.query(QUESTION, patience.of(Target.QUERY_TIMEOUT_MS))
                .getFirst()
                .getString(0);
        return new PeerStatus(flushed == null ? null : Lsn.parse(flushed));
    }
}
