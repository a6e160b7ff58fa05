package io.bascule.platform;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's truth. Reading is from a local copy that a watch keeps fresh; every write goes to the store and is
 * bounded. Safe for use by several threads.
 *
 * <p>Each write throws {@link StoreUnavailableException} when the store does not answer within the bound: the write may
 * or may not have happened, and is never repeated behind the caller's back.
 */
public interface ClusterStore extends AutoCloseable {
    /** The newest state that the watch brought; never blocks. */
    StoreSnapshot snapshot();

    /** Calls {@code listener}, which must not block, after each change that is news ({@link StoreSnapshot#isNews}). */
    void onChange(Runnable listener);

    /** Announces this node under a lease that is kept alive while this store is open; a lost lease is granted anew. */
    void announce(MemberState state);

    /** Writes a promise of this node, durable once this returns (R4). */
    void promise(Promise promise);

    /** Whether {@code node} is the one that may run initdb: true for the first caller and for it ever after (R8). */
    boolean claimInit(String node);

    /** Takes the cluster's lock if it is free; true while this store holds it. Never waits for another holder. */
    boolean tryLock();

    /** Gives the lock back; nothing happens if it is not held. */
    void unlock();

    /**
     * Replaces the record, if its revision is still {@code expectedRevision} (0: no record yet) and this store still
     * holds the lock, both checked in the same transaction.
     *
     * @param history an entry to add to the history in the same transaction, or null; with it go the promises of
     *     earlier terms, which stand in it
     * @param switchoverTaken whether the waiting switchover request is removed in the same transaction
     * @return whether the record was written
     */
    boolean writeRecord(
            long expectedRevision, ClusterRecord next, @Nullable HistoryEntry history, boolean switchoverTaken);

    /** Puts an operator's wish, unless one waits already; whether it was put. */
    boolean requestSwitchover(SwitchoverRequest request);

    /** Removes a request that cannot be granted; whether it was there, and is gone by this call. */
    boolean dropSwitchover(SwitchoverRequest request);

    void writeSettings(Settings settings);

    /** The newest {@code limit} (1 to 1000) finished decisions, newest first; read from the store. */
    List<HistoryEntry> history(int limit);

    @Override
    void close();
}
