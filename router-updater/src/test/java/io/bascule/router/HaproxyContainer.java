package io.bascule.router;

import com.github.dockerjava.api.model.ExposedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * HAProxy as people run it, from the project's own image and configuration, with its admin socket in {@code folder}. All
 * three nodes are its own page of statistics: something that takes a connection and waits for a request.
 */
final class HaproxyContainer extends GenericContainer<HaproxyContainer> {
    private static final int WRITE_PORT = 5000;
    private static final int STATS_PORT = 7000;

    private final Path folder;

    HaproxyContainer(Path folder) {
        super(DockerImageName.parse("bascule/haproxy:dev"));
        this.folder = folder;
        for (int i = 1; i <= 3; i++) {
            withEnv("BASCULE_NODE" + i, "127.0.0.1:" + STATS_PORT);
        }
        withFileSystemBind(folder.toString(), "/run/haproxy", BindMode.READ_WRITE);
        // As whoever runs the test, who may then use the socket.
        withCreateContainerCmdModifier(command -> command.withUser(owner(folder)));
        withExposedPorts(WRITE_PORT, STATS_PORT);
        waitingFor(Wait.forListeningPorts(STATS_PORT));
    }

    Path socket() {
        return folder.resolve("admin.sock");
    }

    /** A client of the write port, which is another one on the host after each restart. */
    Socket connect() throws IOException {
        var ports = getCurrentContainerInfo().getNetworkSettings().getPorts().getBindings();
        var bindings = Objects.requireNonNull(ports.get(ExposedPort.tcp(WRITE_PORT)));
        return new Socket(getHost(), Integer.parseInt(bindings[0].getHostPortSpec()));
    }

    /** Kills it and starts it again, as another process that knows nothing. */
    void restart() {
        getDockerClient().killContainerCmd(getContainerId()).exec();
        getDockerClient().startContainerCmd(getContainerId()).exec();
    }

    private static String owner(Path folder) {
        try {
            return String.valueOf(Files.getAttribute(folder, "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
