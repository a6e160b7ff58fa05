package io.bascule.lab.write;

import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.write.Ledger.RowId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Several writers at once, each 10 ms behind its own last acknowledgement, into a table of their own that has no unique
 * constraint: a row that is committed twice is to be seen twice.
 */
public final class Writers implements AutoCloseable {
    /** As many as the peers in the README's comparison were measured with. */
    public static final int COUNT = 4;

    private static final long TABLE_BOUND_MS = 30_000;

    private final Database database;
    private final String table;
    private final Ledger ledger = new Ledger();
    private final List<Writer> writers;
    private final List<Thread> threads = new ArrayList<>();

    private Writers(Database database, String table) {
        this.database = database;
        this.table = table;
        this.writers = IntStream.rangeClosed(1, COUNT)
                .mapToObj(number -> new Writer(number, database, table, ledger))
                .toList();
    }

    /**
     * Makes the table and starts writing.
     *
     * @throws LabFailure if the table cannot be made
     */
    public static Writers start(Database database) {
        String table = "bascule_lab_"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        onWritable(database, "CREATE TABLE IF NOT EXISTS " + table + " (writer int NOT NULL, number bigint NOT NULL)");
        Writers writers = new Writers(database, table);
        for (Writer writer : writers.writers) {
            writers.threads.add(Thread.ofPlatform().daemon().name("writer").start(writer));
        }
        return writers;
    }

    public Ledger ledger() {
        return ledger;
    }

    /**
     * Waits for {@code count} more acknowledgements.
     *
     * @throws LabFailure at the bound, with the last failure that a writer saw
     */
    public void awaitAcknowledgements(int count, long boundMs) {
        int before = ledger.acknowledgedCount();
        Wait.until(
                boundMs,
                () -> ledger.acknowledgedCount() - before >= count ? Boolean.TRUE : null,
                () -> "Only " + (ledger.acknowledgedCount() - before) + " of " + count + " writes were acknowledged in "
                        + boundMs / 1000 + " s. " + lastFailure());
    }

    /**
     * Ends the writers, reads everything back through the same address and compares.
     *
     * @throws LabFailure if a writer does not end, or the rows cannot be read
     */
    public Audit stopAndAudit() {
        stop();
        try (Connection connection = database.connect("bascule_lab_audit");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT writer, number FROM " + table)) {
            List<RowId> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(new RowId(found.getInt(1), found.getLong(2)));
            }
            Audit audit = ledger.audit(rows);
            if (audit.isClean()) {
                // Otherwise the table is evidence.
                statement.executeUpdate("DROP TABLE " + table);
            }
            return audit;
        } catch (SQLException e) {
            throw new LabFailure("The rows of table " + table + " could not be read back: " + e.getMessage(), e);
        }
    }

    private void stop() {
        writers.forEach(Writer::stop);
        for (Thread thread : threads) {
            try {
                if (!thread.join(java.time.Duration.ofMillis(Database.boundMs()))) {
                    throw new LabFailure("A writer did not end within " + Database.boundMs() + " ms.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabFailure("Interrupted.", e);
            }
        }
    }

    private String lastFailure() {
        List<Ledger.Failure> failures = ledger.failures();
        return failures.isEmpty()
                ? ""
                : "The last failure: " + failures.getLast().what();
    }

    private static void onWritable(Database database, String sql) {
        SQLException[] last = new SQLException[1];
        Wait.until(
                TABLE_BOUND_MS,
                () -> {
                    try (Connection connection = database.connect("bascule_lab");
                            Statement statement = connection.createStatement()) {
                        statement.execute(sql);
                        return Boolean.TRUE;
                    } catch (SQLException e) {
                        last[0] = e;
                        return null;
                    }
                },
                () -> "Writing through " + database + " does not work: " + last[0].getMessage());
    }

    /** Asks the writers to end, without waiting for them. */
    @Override
    public void close() {
        writers.forEach(Writer::stop);
    }
}
