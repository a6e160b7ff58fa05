package io.bascule.platform;

import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A lone PostgreSQL from the project's own node image, with the monitor's role as the executor makes it. */
public final class PostgresContainer extends GenericContainer<PostgresContainer> {
    public static final String PASSWORD = "secret";

    private static final int PORT = 5432;

    private static final String START = """
            set -e
            cd /tmp
            bin=/usr/lib/postgresql/17/bin
            echo %1$s > password
            $bin/initdb --pgdata data --username postgres --auth scram-sha-256 --pwfile password --no-sync > /dev/null
            echo "host all all all scram-sha-256" >> data/pg_hba.conf
            echo "CREATE ROLE bascule_monitor LOGIN PASSWORD '%1$s' IN ROLE pg_monitor, pg_use_reserved_connections" |
                $bin/postgres --single -D data postgres > /dev/null
            exec $bin/postgres -D data -c listen_addresses='*' -c unix_socket_directories=/tmp
            """.formatted(PASSWORD);

    public PostgresContainer() {
        super(DockerImageName.parse("bascule/node:dev"));
        withCreateContainerCmdModifier(command -> command.withEntrypoint("bash", "-c", START));
        withExposedPorts(PORT);
        waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*", 1)
                .withStartupTimeout(Duration.ofSeconds(60)));
    }

    public PgTarget target(String user) {
        return new PgTarget("127.0.0.1", getMappedPort(PORT), user, PASSWORD, "postgres", "test");
    }

    /** Every process stops where it is: its kernel still takes connections, but nothing answers. */
    public void freeze() {
        getDockerClient().pauseContainerCmd(getContainerId()).exec();
    }

    public void thaw() {
        getDockerClient().unpauseContainerCmd(getContainerId()).exec();
    }
}
