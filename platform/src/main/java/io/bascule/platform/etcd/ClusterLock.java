package io.bascule.platform.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.platform.etcd.EtcdLink.LeaseLostException;
import io.bascule.platform.etcd.Writes.Found;
import io.etcd.jetcd.ByteSequence;
import java.util.List;

/**
 * The cluster's lock: a key that exists while its holder's lease lives. Its create revision is what tells one holding
 * from the next, so each transaction under the lock checks that.
 */
final class ClusterLock {
    private final Writes writes;
    private final Keys keys;
    private final SessionLease lease;
    private final StateCache cache;
    private final byte[] holder;
    private long revision;
    private long heldUnder;

    ClusterLock(Writes writes, Keys keys, SessionLease lease, StateCache cache, String holder) {
        this.writes = writes;
        this.keys = keys;
        this.lease = lease;
        this.cache = cache;
        this.holder = holder.getBytes(UTF_8);
    }

    /** Takes the lock if it is free; never waits for another holder. */
    synchronized boolean tryTake() {
        if (heldRevision() != 0) {
            return true;
        }
        long under = lease.ensure();
        try {
            Found found = writes.create("take lock", Keys.LOCK, holder, under);
            // Ours also when an earlier attempt succeeded without our hearing of it.
            if (found.lease() == under && found.value().equals(ByteSequence.from(holder))) {
                revision = found.createRevision();
                heldUnder = under;
                return true;
            }
        } catch (LeaseLostException e) {
            lease.lost(under);
        }
        return false;
    }

    /** The create revision of the lock while this process holds it, else 0. */
    synchronized long heldRevision() {
        boolean goneByWatch = cache.revision() >= revision && cache.createRevision(Keys.LOCK) != revision;
        if (revision != 0 && (!lease.holds(heldUnder) || goneByWatch)) {
            revision = 0;
        }
        return revision;
    }

    /** Gives it back; where that gets no answer the lease's end does it. */
    synchronized void release() {
        long held = heldRevision();
        revision = 0;
        if (held != 0) {
            ByteSequence key = keys.key(Keys.LOCK);
            writes.transaction("give back lock", List.of(Writes.created(key, held)), List.of(Writes.delete(key)));
        }
    }
}
