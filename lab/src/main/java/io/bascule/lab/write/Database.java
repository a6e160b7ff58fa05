package io.bascule.lab.write;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * Where writers connect.
 *
 * @param host usually that of HAProxy
 */
public record Database(String host, int port, String name, String user, String password) {
    /** HAProxy holds a new connection for up to 10 s while no primary is open. */
    private static final int CONNECT_SECONDS = 12;

    /** A statement that gets no answer: HAProxy usually ends the connection sooner. */
    private static final int STATEMENT_MS = 5000;

    /** Connects; bounded, as is every later statement of the connection. */
    public Connection connect(String applicationName) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(CONNECT_SECONDS));
        // No round trips before the login that are not needed.
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection =
                DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/" + name, properties);
        try {
            connection.setNetworkTimeout(Runnable::run, STATEMENT_MS);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Commits something that the quorum must have, and leaves nothing behind. */
    public void tryWrite() throws SQLException {
        try (Connection connection = connect("bascule_lab");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE bascule_lab_try ()");
        }
    }

    /** The bound of a connect and a statement, one after the other, in milliseconds. */
    static long boundMs() {
        return TimeUnit.SECONDS.toMillis(CONNECT_SECONDS) + STATEMENT_MS;
    }

    /** Without the password: this goes to the terminal. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
