package io.bascule.monitor;

import io.bascule.platform.MonotonicClock;
import io.bascule.platform.PgFailure;
import io.bascule.platform.PgSession;
import io.bascule.platform.Wakeup;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the primary once a second, without waiting for standbys, to see whether its disk still takes writes. A wait
 * for synchronous replication is no sign of a dead primary (R11), so this one does not wait for it.
 */
final class WriteProbe implements AutoCloseable {
    private static final long EVERY_MS = 1000;

    /** After this the connection is made anew; the stall goes on counting from its beginning. */
    private static final long ANSWER_TIMEOUT_MS = 2500;

    private final Function<Patience, PgSession> connecting;
    private final BooleanSupplier isPrimary;
    private final MonotonicClock clock;
    private final Wakeup wakeup = new Wakeup();
    private final Thread thread;
    private @Nullable PgSession session;
    private Patience patience = Patience.USUAL;
    private volatile @Nullable Long waitingSinceMs;
    private volatile long answered;
    private volatile boolean closed;

    WriteProbe(Function<Patience, PgSession> connecting, BooleanSupplier isPrimary, MonotonicClock clock) {
        this.connecting = connecting;
        this.isPrimary = isPrimary;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("write-probe").start(this::run);
    }

    /** How long the oldest unanswered write has waited; 0 where none waits. */
    long stalledMs(long nowMs) {
        Long since = waitingSinceMs;
        return since == null ? 0 : Math.max(0, nowMs - since);
    }

    /** How many writes were answered. */
    long answered() {
        return answered;
    }

    /** Counts from now on, since this process did not run. */
    void reset(long nowMs) {
        if (waitingSinceMs != null) {
            waitingSinceMs = nowMs;
        }
    }

    private void run() {
        while (!closed) {
            long startedAtMs = clock.nowMs();
            if (isPrimary.getAsBoolean()) {
                write(startedAtMs);
            } else {
                waitingSinceMs = null;
                drop();
            }
            wakeup.await(startedAtMs + EVERY_MS - clock.nowMs());
        }
        drop();
    }

    private void write(long startedAtMs) {
        try {
            PgSession held = session;
            if (held == null || !held.isOpen()) {
                held = connect();
            }
            if (waitingSinceMs == null) {
                waitingSinceMs = startedAtMs;
            }
            held.query("SELECT pg_logical_emit_message(true, 'bascule', 'probe')", ANSWER_TIMEOUT_MS);
            waitingSinceMs = null;
            answered = answered + 1;
        } catch (PgFailure e) {
            // Only silence is a stall. Reads are probed beside this and tell the rest.
            if (e.kind() != PgFailure.Kind.TIMEOUT) {
                waitingSinceMs = null;
            }
            drop();
        } catch (IllegalStateException e) {
            // No password: the read probe says so.
            drop();
        }
    }

    private PgSession connect() {
        try {
            PgSession fresh = connecting.apply(patience);
            session = fresh;
            fresh.execute("SET synchronous_commit = local", patience.of(Target.QUERY_TIMEOUT_MS));
            patience = patience.less();
            return fresh;
        } catch (PgFailure e) {
            if (e.kind() == PgFailure.Kind.TIMEOUT) {
                patience = patience.more();
            }
            throw e;
        }
    }

    private void drop() {
        PgSession held = session;
        session = null;
        if (held != null) {
            held.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        wakeup.wake();
        thread.interrupt();
    }
}
