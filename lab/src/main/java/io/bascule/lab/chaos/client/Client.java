package io.bascule.lab.chaos.client;

import io.bascule.lab.chaos.history.Entry;
import io.bascule.lab.chaos.history.Entry.Outcome;
import io.bascule.lab.chaos.history.History;
import io.bascule.lab.chaos.history.Operation;
import io.bascule.lab.write.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One client in a thread of its own: connects, does one thing after the other, connects again after a failure. */
abstract class Client implements Runnable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * Errors after which PostgreSQL has surely not committed (manual, appendix A): read-only transaction, serialization
     * failure, deadlock, disk full. All others may come behind the commit's record.
     */
    private static final Set<String> REFUSALS = Set.of("25006", "40001", "40P01", "53100");

    private final int number;
    private final Database database;
    private final History history;
    private final AtomicLong ids;
    private volatile boolean stopped;
    private volatile @Nullable String defect;

    /** @param ids shared by all clients of a run */
    Client(int number, Database database, History history, AtomicLong ids) {
        this.number = number;
        this.database = database;
        this.history = history;
        this.ids = ids;
    }

    /** Prepares what it does on each new connection. */
    abstract Work on(Connection connection) throws SQLException;

    /** Something done on one connection, again and again. */
    interface Work {
        void once() throws SQLException;
    }

    /** What the database says to one operation. */
    interface Sent {
        /** @return the warning that came with success, if any */
        Answer send() throws SQLException;
    }

    /** @param done false where the database answered that there was nothing to do */
    record Answer(boolean done, @Nullable SQLWarning warning) {}

    final void stop() {
        stopped = true;
    }

    /** What ended this client before its time, or null. */
    final @Nullable String defect() {
        return defect;
    }

    final long nextId() {
        return ids.incrementAndGet();
    }

    @Override
    public final void run() {
        try {
            while (!stopped) {
                connectAndWork();
            }
        } catch (RuntimeException e) {
            // Told by whoever waits for this client; a client that is gone would make the run look clean.
            defect = e.toString();
        }
    }

    private void connectAndWork() {
        try (Connection connection = database.connect("bascule_chaos")) {
            Work work = on(connection);
            while (!stopped) {
                work.once();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException e) {
            // Whatever was under way is noted; the next connection may reach another primary.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Sends one write and notes what came of it. */
    final Outcome write(Operation operation, Sent sent) throws SQLException {
        long invoked = System.nanoTime();
        try {
            Answer answer = sent.send();
            // R12: a commit whose wait was cancelled is told with a warning; that is no acknowledgement.
            Outcome outcome = !answer.done()
                    ? Outcome.REFUSED
                    : answer.warning() == null ? Outcome.ACKNOWLEDGED : Outcome.UNKNOWN;
            note(operation, invoked, outcome);
            return outcome;
        } catch (SQLException e) {
            note(operation, invoked, REFUSALS.contains(e.getSQLState()) ? Outcome.REFUSED : Outcome.UNKNOWN);
            throw e;
        }
    }

    /** Notes what was read. */
    final void read(Operation operation, long invokedNanos) {
        note(operation, invokedNanos, Outcome.ACKNOWLEDGED);
    }

    private void note(Operation operation, long invokedNanos, Outcome outcome) {
        history.add(new Entry(operation, number, invokedNanos, System.nanoTime(), outcome));
    }
}
