package io.bascule.lab.chaos.client;

import io.bascule.lab.chaos.history.History;
import io.bascule.lab.chaos.history.Operation.ReadCounter;
import io.bascule.lab.chaos.history.Operation.Swap;
import io.bascule.lab.write.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Counts up by compare-and-set, several clients on the same keys: two primaries at once would count alike. */
final class Counters extends Client {
    private final Tables tables;
    private final RandomGenerator random;

    Counters(int number, Database database, History history, AtomicLong ids, Tables tables, RandomGenerator random) {
        super(number, database, history, ids);
        this.tables = tables;
        this.random = random;
    }

    @Override
    Work on(Connection connection) throws SQLException {
        PreparedStatement look =
                connection.prepareStatement("SELECT value, swap FROM " + tables.counters() + " WHERE key = ?");
        PreparedStatement swap = connection.prepareStatement(
                "UPDATE " + tables.counters() + " SET value = ?, swap = ? WHERE key = ? AND value = ? AND swap = ?");
        return () -> {
            int key = random.nextInt(1, Tables.COUNTERS + 1);
            long invoked = System.nanoTime();
            look.setInt(1, key);
            long value;
            long swapped;
            try (ResultSet found = look.executeQuery()) {
                found.next();
                value = found.getLong(1);
                swapped = found.getLong(2);
            }
            read(new ReadCounter(key, value), invoked);
            Swap next = new Swap(nextId(), key, value, swapped);
            write(next, () -> run(swap, next));
        };
    }

    private static Answer run(PreparedStatement statement, Swap swap) throws SQLException {
        statement.clearWarnings();
        statement.setLong(1, swap.to());
        statement.setLong(2, swap.id());
        statement.setInt(3, swap.key());
        statement.setLong(4, swap.from());
        statement.setLong(5, swap.replaced());
        return new Answer(statement.executeUpdate() == 1, statement.getWarnings());
    }
}
