package io.bascule.lab.chaos.client;

import io.bascule.lab.chaos.history.FinalState;
import io.bascule.lab.chaos.history.FinalState.Counter;
import io.bascule.lab.write.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of one run. None has a unique constraint where a client inserts: what is committed twice is to be seen twice.
 *
 * @param prefix of their names, which no other run has
 */
record Tables(String prefix) {
    static final int ACCOUNTS = 10;
    static final long BALANCE = 1000;
    static final int COUNTERS = 4;

    String rows() {
        return prefix + "_rows";
    }

    String accounts() {
        return prefix + "_accounts";
    }

    String transfers() {
        return prefix + "_transfers";
    }

    String counters() {
        return prefix + "_counters";
    }

    void create(Database database) throws SQLException {
        try (Connection connection = database.connect("bascule_chaos");
                Statement statement = connection.createStatement()) {
            drop(statement);
            statement.execute("CREATE TABLE " + rows() + " (id bigint NOT NULL)");
            statement.execute("CREATE INDEX ON " + rows() + " (id)");
            statement.execute("CREATE TABLE " + transfers() + " (id bigint NOT NULL)");
            statement.execute("CREATE TABLE " + accounts() + " AS SELECT id::int, " + BALANCE
                    + "::bigint AS balance FROM generate_series(1, " + ACCOUNTS + ") AS id");
            statement.execute("CREATE TABLE " + counters()
                    + " AS SELECT key::int, 0::bigint AS value, 0::bigint AS swap FROM generate_series(1, "
                    + COUNTERS + ") AS key");
        }
    }

    /** Everything as of one moment: a transfer whose client has given up may commit meanwhile. */
    FinalState read(Database database) throws SQLException {
        try (Connection connection = database.connect("bascule_chaos");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Map<Integer, Long> balances = new HashMap<>();
            try (ResultSet found = statement.executeQuery("SELECT id, balance FROM " + accounts())) {
                while (found.next()) {
                    balances.put(found.getInt(1), found.getLong(2));
                }
            }
            Map<Integer, Counter> counters = new HashMap<>();
            try (ResultSet found = statement.executeQuery("SELECT key, value, swap FROM " + counters())) {
                while (found.next()) {
                    counters.put(found.getInt(1), new Counter(found.getLong(2), found.getLong(3)));
                }
            }
            return new FinalState(ids(statement, rows()), ids(statement, transfers()), balances, counters);
        }
    }

    void drop(Database database) throws SQLException {
        try (Connection connection = database.connect("bascule_chaos");
                Statement statement = connection.createStatement()) {
            drop(statement);
        }
    }

    private void drop(Statement statement) throws SQLException {
        statement.execute("DROP TABLE IF EXISTS " + String.join(", ", rows(), transfers(), accounts(), counters()));
    }

    private static List<Long> ids(Statement statement, String table) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT id FROM " + table + " ORDER BY id")) {
            List<Long> ids = new ArrayList<>();
            while (found.next()) {
                ids.add(found.getLong(1));
            }
            return ids;
        }
    }
}
