package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.lab.cluster.Docker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client on the primary's own machine, which a network cut does not reach: it goes on writing to that PostgreSQL
 * whatever the rest of the cluster decides. What it is told is committed must be on the next primary.
 */
final class LocalClient implements AutoCloseable {
    private final TestCluster cluster;
    private final String node;
    private final String table;

    private LocalClient(TestCluster cluster, String node, String table) {
        this.cluster = cluster;
        this.node = node;
        this.table = table;
    }

    /** Begins to write on {@code node}, the primary. */
    static LocalClient start(TestCluster cluster, String node) throws SQLException {
        var client = new LocalClient(
                cluster,
                node,
                "bascule_local_"
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        client.sql("CREATE TABLE " + client.table + " (number int)");
        // R12: a commit whose wait was cancelled is told with a warning; that is no acknowledgement.
        String loop = "export PGPASSWORD=$(cat /run/bascule/secrets/app) PGCONNECT_TIMEOUT=2; number=0;"
                + " while [ ! -e " + client.stopFile() + " ]; do number=$((number + 1));"
                + " said=$(\"$BASCULE_PG_BIN/psql\" -h 127.0.0.1 -U app -d app -X -q"
                + " -c \"INSERT INTO " + client.table + " VALUES ($number)\" 2>&1)"
                + " && [ -z \"$said\" ] && echo $number >> " + client.acknowledgedFile() + "; sleep 0.02; done";
        Docker.run("exec", "--detach", cluster.endpoints().container(node), "sh", "-c", loop);
        return client;
    }

    /** Compares what it was told with what is there. */
    void assertNothingLost() throws SQLException {
        close();
        List<String> acknowledged =
                cluster.exec(node, "cat " + acknowledgedFile()).lines().toList();
        assertThat(acknowledged).as("rows acknowledged on " + node + " itself").isNotEmpty();
        assertThat(numbers()).as("rows acknowledged on " + node + " itself").containsAll(acknowledged);
        sql("DROP TABLE " + table);
    }

    /** Asks it to end. */
    @Override
    public void close() {
        cluster.exec(node, "touch " + stopFile());
    }

    private String acknowledgedFile() {
        return "/tmp/" + table;
    }

    private String stopFile() {
        return "/tmp/" + table + ".stop";
    }

    private List<String> numbers() throws SQLException {
        try (Connection connection = cluster.database().connect("bascule_lab_test");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT number FROM " + table)) {
            List<String> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getString(1));
            }
            return numbers;
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = cluster.database().connect("bascule_lab_test");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
