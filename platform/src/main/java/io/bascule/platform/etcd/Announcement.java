package io.bascule.platform.etcd;

import io.bascule.core.record.MemberState;
import io.bascule.platform.Json;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.platform.etcd.EtcdLink.LeaseLostException;
import io.bascule.platform.etcd.StateCache.Entry;
import org.jspecify.annotations.Nullable;

/** What this node says of itself under its lease; said again whenever the lease, or the key, was lost. */
final class Announcement {
    private final Writes writes;
    private final SessionLease lease;
    private final StateCache cache;
    private @Nullable MemberState wanted;
    private @Nullable MemberState written;
    private long writtenUnder;
    private long writtenRevision;

    Announcement(Writes writes, SessionLease lease, StateCache cache) {
        this.writes = writes;
        this.lease = lease;
        this.cache = cache;
    }

    /**
     * Announces {@code state}; where etcd does not answer, {@link #refresh} does it later.
     *
     * @throws StoreUnavailableException when it does not answer
     */
    synchronized void set(MemberState state) {
        wanted = state;
        refresh();
    }

    synchronized void refresh() {
        MemberState state = wanted;
        if (state == null) {
            return;
        }
        String name = Keys.member(state.node());
        // It was removed, or etcd was restored from a backup and shows what this node said then.
        boolean replaced = cache.modRevision(name) != writtenRevision;
        if (state.equals(written) && lease.holds(writtenUnder) && !replaced) {
            return;
        }
        long under = lease.ensure();
        byte[] value = Json.write(state);
        // Without an answer it may be applied later, over what stands there now: then that has to be said again.
        written = null;
        try {
            Entry entry = writes.put("announce member", name, value, writtenRevision, under, 0);
            written = state;
            writtenUnder = under;
            writtenRevision = entry.modRevision();
            cache.wrote(entry);
        } catch (LeaseLostException e) {
            lease.lost(under);
            throw new StoreUnavailableException("could not announce member: the lease ended meanwhile", e);
        }
    }
}
