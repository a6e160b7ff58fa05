package io.bascule.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node's monitor sees of its own PostgreSQL and of its peers'. Ages and sequence numbers, no wall times: only
 * the receiver's own monotonic clock says when it arrived.
 *
 * @param node the observing node
 * @param incarnation changes when the monitor restarts; {@code sequence} counts within it
 * @param sequence grows by one with every probe
 * @param stalledMs how long the monitor itself had not run before this probe; what it saw then says nothing
 * @param own its own PostgreSQL
 * @param peers the other members' PostgreSQL as seen over the network
 */
public record Probe(
        String cluster,
        String node,
        String incarnation,
        long sequence,
        long stalledMs,
        PostgresStatus own,
        List<PeerSight> peers)
        implements Event {

    public Probe {
        peers = List.copyOf(peers);
    }

    /** What an attempt to talk to a PostgreSQL came to; a closed list. */
    public enum Reach {
        /** It answered a query, or refused the login with words. */
        ANSWERS,
        /** It says that it is starting up, shutting down or recovering. */
        NOT_READY,
        /** The held connection broke and a new one was refused, or the host is known to be gone. */
        REFUSED,
        /** The held connection was ended by the other side and no new one could be made since. */
        CLOSED,
        /** No answer within the bound. */
        SILENT,
        /** Not tried yet, or the observer was itself paused. */
        UNKNOWN
    }

    public enum Role {
        PRIMARY,
        STANDBY,
        UNKNOWN
    }

    /**
     * @param reach whether it answers
     * @param reachForMs for how long {@code reach} has been so
     * @param writeStalledMs on a primary, how long the oldest unanswered local write (synchronous_commit local) has
     *     waited; 0 when writes are answered
     * @param standbys on a primary, a row of pg_stat_replication each
     * @param streaming on a standby, whether its WAL receiver streams
     * @param receivedLsn on a standby what was received and flushed, on a primary its flush LSN
     */
    public record PostgresStatus(
            Reach reach,
            long reachForMs,
            Role role,
            int timeline,
            @Nullable Lsn receivedLsn,
            @Nullable Lsn flushedLsn,
            @Nullable Lsn replayedLsn,
            long writeStalledMs,
            boolean streaming,
            List<StandbyStatus> standbys) {
        public PostgresStatus {
            standbys = List.copyOf(standbys);
        }
    }

    /**
     * One row of pg_stat_replication (PostgreSQL manual, 27.2.4).
     *
     * @param applicationName {@code node_disk} of the standby
     */
    public record StandbyStatus(
            String applicationName,
            String state,
            String syncState,
            @Nullable Lsn flushLsn,
            @Nullable Lsn replayLsn) {}

    /**
     * @param node the peer
     * @param reach what it came to
     * @param reachForMs for how long that has been so
     */
    public record PeerSight(String node, Reach reach, long reachForMs) {}
}
