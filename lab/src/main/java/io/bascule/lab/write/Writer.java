package io.bascule.lab.write;

import io.bascule.lab.write.Ledger.RowId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One client: inserts a row, waits, inserts the next. After a failure it reconnects and goes on with a new row, since it
 * cannot know the fate of the old one.
 */
final class Writer implements Runnable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int number;
    private final Database database;
    private final String table;
    private final Ledger ledger;
    private long rows;
    private volatile boolean stopped;

    Writer(int number, Database database, String table, Ledger ledger) {
        this.number = number;
        this.database = database;
        this.table = table;
        this.ledger = ledger;
    }

    /** Asks the writer to end after the statement it is in. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            try (Connection connection = database.connect("bascule_lab_writer");
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO " + table + " (writer, number) VALUES (?, ?)")) {
                while (!stopped) {
                    write(insert);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (SQLException e) {
                ledger.failed(number, System.nanoTime(), firstLine(e));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void write(PreparedStatement insert) throws SQLException {
        RowId row = new RowId(number, ++rows);
        ledger.attempt(row);
        insert.setInt(1, row.writer());
        insert.setLong(2, row.number());
        insert.clearWarnings();
        insert.executeUpdate();
        long now = System.nanoTime();
        // R12: a commit whose wait for its quorum was cancelled reports success, with a warning. That is no promise.
        if (insert.getWarnings() == null) {
            ledger.acknowledged(row, now);
        } else {
            ledger.failed(
                    number,
                    now,
                    "acknowledged with a warning: " + insert.getWarnings().getMessage());
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
