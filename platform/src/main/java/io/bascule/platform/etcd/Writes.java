package io.bascule.platform.etcd;

import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.platform.etcd.EtcdLink.LeaseLostException;
import io.bascule.platform.etcd.StateCache.Entry;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.util.List;
import java.util.Optional;

/**
 * Conditional writes. A call that got no answer may still be applied later, so each write names the revision that it
 * replaces: whatever comes late finds another one and does nothing.
 */
final class Writes {
    /** For a write that is safe to repeat, all tries together. */
    static final long REPEAT_BOUND_MS = 2000;

    private static final long PAUSE_MS = 50;
    private static final int MOST_REFUSALS = 5;

    /** What stood under a key, or what now does. */
    record Found(ByteSequence value, long createRevision, long modRevision, long lease) {}

    private final EtcdLink link;
    private final Keys keys;
    private final MonotonicClock clock;

    Writes(EtcdLink link, Keys keys, MonotonicClock clock) {
        this.link = link;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Puts {@code value} whatever stands there.
     *
     * @param lease 0 for none
     * @param boundMs no new try is begun after this; 0 for a single one
     */
    Entry put(String what, String name, byte[] value, long knownRevision, long lease, long boundMs)
            throws LeaseLostException {
        long deadlineMs = clock.nowMs() + boundMs;
        long expected = knownRevision;
        int refusals = 0;
        while (true) {
            try {
                TxnResponse done = putIf(what, name, value, expected, lease);
                if (done.isSucceeded()) {
                    long revision = done.getHeader().getRevision();
                    return new Entry(name, value, expected == 0 ? revision : 0, revision);
                }
                expected = found(done).map(Found::modRevision).orElse(0L);
                if (++refusals > MOST_REFUSALS) {
                    throw new StoreUnavailableException(
                            "could not " + what + ": others change " + name + " all the time",
                            new IllegalStateException(name));
                }
            } catch (StoreUnavailableException e) {
                if (clock.nowMs() + EtcdLink.CALL_TIMEOUT_MS > deadlineMs) {
                    throw e;
                }
                pause();
            }
        }
    }

    private TxnResponse putIf(String what, String name, byte[] value, long expectedRevision, long lease)
            throws LeaseLostException {
        ByteSequence key = keys.key(name);
        return link.callWithLease(
                what,
                client -> client.getKVClient()
                        .txn()
                        .If(unchanged(key, expectedRevision))
                        .Then(put(key, value, lease))
                        .Else(Op.get(key, GetOption.DEFAULT))
                        .commit());
    }

    /** Puts {@code value} if nothing stands there, once; returns what stands there afterwards. */
    Found create(String what, String name, byte[] value, long lease) throws LeaseLostException {
        TxnResponse done = putIf(what, name, value, 0, lease);
        if (done.isSucceeded()) {
            long revision = done.getHeader().getRevision();
            return new Found(ByteSequence.from(value), revision, revision, lease);
        }
        return found(done).orElseThrow(() -> new IllegalStateException(name + " is there and is not"));
    }

    /** One transaction, sent once. */
    TxnResponse transaction(String what, List<Cmp> conditions, List<Op> then) {
        return link.call(
                what,
                client -> client.getKVClient()
                        .txn()
                        .If(conditions.toArray(Cmp[]::new))
                        .Then(then.toArray(Op[]::new))
                        .commit());
    }

    Optional<Found> read(String what, String name) {
        GetResponse got = link.call(what, client -> client.getKVClient().get(keys.key(name)));
        return got.getKvs().stream().findFirst().map(Writes::found);
    }

    static Cmp unchanged(ByteSequence key, long modRevision) {
        return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(modRevision));
    }

    static Cmp created(ByteSequence key, long createRevision) {
        return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.createRevision(createRevision));
    }

    static Op put(ByteSequence key, byte[] value, long lease) {
        return Op.put(
                key,
                ByteSequence.from(value),
                lease == 0
                        ? PutOption.DEFAULT
                        : PutOption.builder().withLeaseId(lease).build());
    }

    static Op delete(ByteSequence key) {
        return Op.delete(key, DeleteOption.DEFAULT);
    }

    /** Every key from {@code from} on and before {@code to}. */
    static Op deleteRange(ByteSequence from, ByteSequence to) {
        return Op.delete(from, DeleteOption.builder().withRange(to).build());
    }

    private static Optional<Found> found(TxnResponse refused) {
        return refused.getGetResponses().getFirst().getKvs().stream()
                .findFirst()
                .map(Writes::found);
    }

    private static Found found(KeyValue kv) {
        return new Found(kv.getValue(), kv.getCreateRevision(), kv.getModRevision(), kv.getLease());
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
