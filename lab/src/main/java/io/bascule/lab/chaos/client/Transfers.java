package io.bascule.lab.chaos.client;

import io.bascule.lab.chaos.history.History;
import io.bascule.lab.chaos.history.Operation.Transfer;
import io.bascule.lab.write.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Moves money between accounts and notes each transfer, in one transaction: the sum of all accounts must hold. */
final class Transfers extends Client {
    private static final int MOST = 50;

    private final Tables tables;
    private final RandomGenerator random;

    Transfers(int number, Database database, History history, AtomicLong ids, Tables tables, RandomGenerator random) {
        super(number, database, history, ids);
        this.tables = tables;
        this.random = random;
    }

    @Override
    Work on(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        PreparedStatement move =
                connection.prepareStatement("UPDATE " + tables.accounts() + " SET balance = balance + ? WHERE id = ?");
        PreparedStatement note = connection.prepareStatement("INSERT INTO " + tables.transfers() + " VALUES (?)");
        return () -> {
            int from = random.nextInt(1, Tables.ACCOUNTS + 1);
            int to = from % Tables.ACCOUNTS + 1;
            Transfer transfer = new Transfer(nextId(), from, to, random.nextLong(1, MOST + 1));
            write(transfer, () -> run(connection, move, note, transfer));
        };
    }

    private static Answer run(Connection connection, PreparedStatement move, PreparedStatement note, Transfer transfer)
            throws SQLException {
        connection.clearWarnings();
        // In the order of the accounts, as two transfers would wait for each other otherwise.
        boolean upwards = transfer.from() < transfer.to();
        move(move, upwards ? transfer.from() : transfer.to(), upwards ? -transfer.amount() : transfer.amount());
        move(move, upwards ? transfer.to() : transfer.from(), upwards ? transfer.amount() : -transfer.amount());
        note.setLong(1, transfer.id());
        note.executeUpdate();
        connection.commit();
        return new Answer(true, connection.getWarnings());
    }

    private static void move(PreparedStatement move, int account, long amount) throws SQLException {
        move.setLong(1, amount);
        move.setInt(2, account);
        move.executeUpdate();
    }
}
