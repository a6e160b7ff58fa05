package io.bascule.lab.chaos.client;

import io.bascule.lab.chaos.history.Entry.Outcome;
import io.bascule.lab.chaos.history.History;
import io.bascule.lab.chaos.history.Operation.Delete;
import io.bascule.lab.chaos.history.Operation.Insert;
import io.bascule.lab.write.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** Inserts single rows, and deletes one of its acknowledged ones now and then: none may be lost, none come back. */
final class Inserts extends Client {
    private static final int DELETE_EVERY = 10;

    private final Tables tables;
    private long acknowledged;

    Inserts(int number, Database database, History history, AtomicLong ids, Tables tables) {
        super(number, database, history, ids);
        this.tables = tables;
    }

    @Override
    Work on(Connection connection) throws SQLException {
        PreparedStatement insert = connection.prepareStatement("INSERT INTO " + tables.rows() + " VALUES (?)");
        PreparedStatement delete = connection.prepareStatement("DELETE FROM " + tables.rows() + " WHERE id = ?");
        return () -> {
            long id = nextId();
            if (write(new Insert(id), () -> run(insert, id)) == Outcome.ACKNOWLEDGED
                    && ++acknowledged % DELETE_EVERY == 0) {
                write(new Delete(id), () -> run(delete, id));
            }
        };
    }

    private static Answer run(PreparedStatement statement, long id) throws SQLException {
        statement.clearWarnings();
        statement.setLong(1, id);
        return new Answer(statement.executeUpdate() == 1, statement.getWarnings());
    }
}
