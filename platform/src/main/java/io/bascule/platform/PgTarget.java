package io.bascule.platform;

/**
 * Where and as whom to connect.
 *
 * @param applicationName shown in pg_stat_activity; never that of a voter (R3)
 */
public record PgTarget(String host, int port, String user, String password, String database, String applicationName) {
    /** Without the password: this goes to logs. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
