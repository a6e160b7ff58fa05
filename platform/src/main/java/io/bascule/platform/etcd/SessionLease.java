package io.bascule.platform.etcd;

import io.bascule.platform.MonotonicClock;
import io.bascule.platform.etcd.EtcdLink.LeaseLostException;
import java.util.concurrent.TimeUnit;

/**
 * The lease under which this process announces itself and holds the lock. It counts as held until its time to live,
 * counted from the sending of the last renewal on this process's own clock, has passed: never longer than in etcd.
 */
final class SessionLease {
    /** The least that etcd grants with its default election timeout. */
    static final long TTL_SECONDS = 2;

    static final long RENEW_EVERY_MS = 500;

    private final EtcdLink link;
    private final MonotonicClock clock;
    private long id;
    private long heldUntilMs;
    private long renewAtMs;

    SessionLease(EtcdLink link, MonotonicClock clock) {
        this.link = link;
        this.clock = clock;
    }

    /** The lease, granted anew where it was lost. */
    synchronized long ensure() {
        if (!isHeld()) {
            grant();
        }
        return id;
    }

    /** Whether {@code lease} is this one and certainly still lives. */
    synchronized boolean holds(long lease) {
        return lease == id && isHeld();
    }

    /** Notes that etcd does not know {@code lease} any more. */
    synchronized void lost(long lease) {
        if (lease == id) {
            id = 0;
        }
    }

    /** Renews the lease if there is one and it is time to. */
    synchronized void renewIfDue() {
        long sentAtMs = clock.nowMs();
        if (id == 0 || sentAtMs < renewAtMs) {
            return;
        }
        try {
            long ttlSeconds = link.callWithLease(
                            "renew lease", client -> client.getLeaseClient().keepAliveOnce(id))
                    .getTTL();
            if (ttlSeconds > 0) {
                held(sentAtMs, ttlSeconds);
            } else {
                id = 0;
            }
        } catch (LeaseLostException e) {
            id = 0;
        }
    }

    private void grant() {
        long sentAtMs = clock.nowMs();
        var granted = link.call(
                "grant lease",
                client -> client.getLeaseClient().grant(TTL_SECONDS, EtcdLink.CALL_TIMEOUT_MS, TimeUnit.MILLISECONDS));
        id = granted.getID();
        held(sentAtMs, granted.getTTL());
    }

    private void held(long sentAtMs, long ttlSeconds) {
        heldUntilMs = sentAtMs + TimeUnit.SECONDS.toMillis(ttlSeconds);
        renewAtMs = sentAtMs + RENEW_EVERY_MS;
    }

    private boolean isHeld() {
        return id != 0 && clock.nowMs() < heldUntilMs;
    }
}
