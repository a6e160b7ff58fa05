package io.bascule.lab.chaos.client;

import io.bascule.lab.chaos.history.History;
import io.bascule.lab.chaos.history.Operation.ReadSum;
import io.bascule.lab.write.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** Reads the sum of all accounts on the read port: every standby shows whole transactions. */
final class Readers extends Client {
    private final Tables tables;

    Readers(int number, Database database, History history, AtomicLong ids, Tables tables) {
        super(number, database, history, ids);
        this.tables = tables;
    }

    @Override
    Work on(Connection connection) throws SQLException {
        PreparedStatement sum = connection.prepareStatement("SELECT sum(balance) FROM " + tables.accounts());
        return () -> {
            long invoked = System.nanoTime();
            try (ResultSet found = sum.executeQuery()) {
                found.next();
                read(new ReadSum(found.getLong(1)), invoked);
            }
        };
    }
}
