package io.bascule.monitor;

import io.bascule.core.probe.Outcome;
import io.bascule.core.probe.Sight;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.PgFailure;
import io.bascule.platform.PgSession;
import io.bascule.platform.Wakeup;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks one PostgreSQL the same question over a held connection, every 250 ms and at once when that connection ends
 * (one that is silent may be waited for longer each time: {@link Patience}), on a virtual thread of its own.
 *
 * @param <A> what it answers
 */
final class Prober<A> implements AutoCloseable {
    static final long EVERY_MS = 250;

    private static final Logger LOG = Logger.getLogger(Prober.class);

    /** What was seen last; {@code answer} is the newest one, whatever came after it. */
    record Seen<A>(Sight sight, @Nullable A answer) {}

    private final Function<Patience, PgSession> connecting;
    private final BiFunction<PgSession, Patience, A> question;
    private final Function<A, Object> kind;
    private final MonotonicClock clock;
    private final Runnable onChange;
    private final Timer durations;
    private final Wakeup wakeup = new Wakeup();
    private final Thread thread;
    private volatile @Nullable PgSession session;
    private volatile Seen<A> seen;
    private volatile long resetAtMs = Long.MIN_VALUE;
    private volatile boolean closed;
    private Patience patience = Patience.AT_FIRST;
    private String problem = "";

    /**
     * @param kind of an answer what is worth telling at once when it changes
     * @param onChange called when the reach or the answer's kind changed; must not block
     */
    Prober(
            String name,
            Function<Patience, PgSession> connecting,
            BiFunction<PgSession, Patience, A> question,
            Function<A, Object> kind,
            MonotonicClock clock,
            Runnable onChange,
            Timer durations) {
        this.connecting = connecting;
        this.question = question;
        this.kind = kind;
        this.clock = clock;
        this.onChange = onChange;
        this.durations = durations;
        this.seen = new Seen<>(Sight.unknown(clock.nowMs()), null);
        this.thread = Thread.ofVirtual().name("probe-" + name).start(this::run);
    }

    Seen<A> seen() {
        return seen;
    }

    /** Forgets what was seen, since this process did not run, and asks afresh. */
    void reset(long nowMs) {
        resetAtMs = nowMs;
        seen = new Seen<>(Sight.unknown(nowMs), seen.answer());
        wakeup.wake();
    }

    private void run() {
        while (!closed) {
            long startedAtMs = clock.nowMs();
            noticeEnd(startedAtMs);
            ask(startedAtMs);
            wakeup.await(startedAtMs + EVERY_MS - clock.nowMs());
        }
        drop();
    }

    private void noticeEnd(long nowMs) {
        PgSession held = session;
        if (held != null && !held.isOpen()) {
            session = null;
            seen = new Seen<>(seen.sight().connectionEnded(nowMs), seen.answer());
        }
    }

    private void ask(long startedAtMs) {
        try {
            PgSession held = session;
            if (held == null) {
                held = connecting.apply(patience);
                session = held;
                wakeAtEndOf(held);
            }
            A answer = question.apply(held, patience);
            tell("");
            came(Outcome.ANSWERED, answer, startedAtMs);
        } catch (PgFailure e) {
            failed(e, startedAtMs);
        } catch (RuntimeException e) {
            drop();
            tell(String.valueOf(e.getMessage()));
        } finally {
            durations.record(clock.nowMs() - startedAtMs, TimeUnit.MILLISECONDS);
        }
    }

    /** Its end is looked into at once, unless it was dropped here: a question that always fails keeps to the rhythm. */
    private void wakeAtEndOf(PgSession held) {
        held.onClose(() -> {
            if (session == held) {
                wakeup.wake();
            }
        });
    }

    private void failed(PgFailure failure, long startedAtMs) {
        boolean wasHeld = session != null;
        drop();
        switch (failure.kind()) {
            case REFUSED -> came(Outcome.REFUSED, null, startedAtMs);
            case TIMEOUT -> came(Outcome.TIMED_OUT, null, startedAtMs);
            case ERROR -> {
                tell(failure.getMessage());
                came(Outcome.ANSWERED, null, startedAtMs);
            }
            case NOT_READY, CLOSED -> {
                if (wasHeld) {
                    // One session's end, whatever its last words, says nothing before a new one was tried: at once.
                    seen = new Seen<>(seen.sight().connectionEnded(clock.nowMs()), seen.answer());
                    wakeup.wake();
                } else {
                    boolean said = failure.kind() == PgFailure.Kind.NOT_READY;
                    came(said ? Outcome.NOT_READY : Outcome.CUT_SHORT, null, startedAtMs);
                }
            }
        }
    }

    private void came(Outcome outcome, @Nullable A answer, long startedAtMs) {
        patience = outcome == Outcome.TIMED_OUT ? patience.more() : patience.less();
        if (startedAtMs < resetAtMs && outcome != Outcome.ANSWERED) {
            return;
        }
        Seen<A> before = seen;
        seen = new Seen<>(
                before.sight().after(outcome, startedAtMs, clock.nowMs()), answer == null ? before.answer() : answer);
        if (before.sight().reach() != seen.sight().reach()
                || !kind(before.answer()).equals(kind(seen.answer()))) {
            onChange.run();
        }
    }

    private Object kind(@Nullable A answer) {
        return answer == null ? "" : kind.apply(answer);
    }

    /** Says once what PostgreSQL answers instead of the answer. */
    private void tell(@Nullable String now) {
        String what = now == null ? "" : now;
        if (!what.equals(problem) && !what.isEmpty()) {
            LOG.warnf("%s", what);
        }
        problem = what;
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
