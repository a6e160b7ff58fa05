package io.bascule.executor;

import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.events.Lsn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This node's own PostgreSQL, asked and told through sessions. One caller at a time. Each call is bounded and throws a
 * {@link io.bascule.platform.PgFailure} where it gets no answer.
 */
public interface LocalPostgres extends AutoCloseable {
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
        public boolean streaming() {
            return receiver != 0;
        }

        /** The end of its WAL: R4, the received LSN is null or too low after a restart. */
        public Lsn end() {
            Lsn other = Lsn.max(received == null ? Lsn.ZERO : received, replayed == null ? Lsn.ZERO : replayed);
            return flushed == null ? other : flushed;
        }
    }

    /**
     * How far a standby has replayed.
     *
     * @param idle whether its startup process waits for more, having replayed all whole records that are there
     */
    record Replay(@Nullable Lsn received, @Nullable Lsn replayed, boolean paused, boolean idle) {}

    /** What a session shows of a quorum: {@code synchronous_standby_names} and the version that was written with it. */
    record ShownQuorum(String names, String version) {}

    /**
     * A physical slot of ours.
     *
     * @param active whether a standby is connected
     * @param lost whether WAL that it needs is gone
     * @param restart the oldest WAL that it keeps; null before it is used
     * @param safeBytes how much more may be written before it is in danger; null for no bound, or when it is lost
     * @param boundBytes {@code max_slot_wal_keep_size}, negative for none
     */
    record Slot(
            String name,
            boolean active,
            boolean lost,
            @Nullable Lsn restart,
            @Nullable Long safeBytes,
            long boundBytes) {}

    /** Nothing while it does not take connections. @throws PgFailure when it takes them but does not answer */
    Optional<Look> look();

    /** The rows of pg_stat_replication that are instances', oldest first. */
    List<Walsender> walsenders();

    /** Ends a backend, such as a walsender. */
    void endBackend(int pid);

    /** Tells every WAL receiver to end, and does not wait for it. @return how many there were */
    int endReceivers();

    Replay replay();

    void resumeReplay();

    /** Ends the statements of sessions whose snapshots replay may wait for. */
    void cancelReaders();

    /** Asks it to leave recovery, and does not wait for that. */
    void promote();

    boolean isInRecovery();

    /** By a session that began after this call. */
    ShownQuorum shownQuorum();

    /** Whether one commit, in a session of its own, is seen waiting for synchronous replication. */
    boolean commitHangs();

    /** Commits locally, which makes every standby answer (R2, R1). */
    void provoke();

    List<Slot> slots();

    void makeSlot(String name);

    void dropSlot(String name);

    void advanceSlot(String name, Lsn to);

    /** Ends the held session; the next call opens another. */
    @Override
    void close();
}
