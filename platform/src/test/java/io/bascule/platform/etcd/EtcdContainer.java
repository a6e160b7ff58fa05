package io.bascule.platform.etcd;

import java.net.URI;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** One etcd member from the project's own image, on a port that stays the same through pauses and restarts. */
final class EtcdContainer extends GenericContainer<EtcdContainer> {
    private static final int PORT = 2379;

    EtcdContainer() {
        super(DockerImageName.parse("bascule/etcd:dev"));
        withEnv("ETCD_LISTEN_CLIENT_URLS", "http://0.0.0.0:2379");
        withEnv("ETCD_ADVERTISE_CLIENT_URLS", "http://127.0.0.1:2379");
        withEnv("ETCD_HEARTBEAT_INTERVAL", "50");
        withEnv("ETCD_ELECTION_TIMEOUT", "500");
        withExposedPorts(PORT);
        waitingFor(Wait.forHttp("/health").forPort(PORT).withStartupTimeout(Duration.ofSeconds(30)));
    }

    URI endpoint() {
        return URI.create("http://" + getHost() + ":" + getMappedPort(PORT));
    }

    /** Every process stops where it is: connections stay open and say nothing. */
    void freeze() {
        getDockerClient().pauseContainerCmd(getContainerId()).exec();
    }

    void thaw() {
        getDockerClient().unpauseContainerCmd(getContainerId()).exec();
    }
}
