package io.bascule.lab.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.ClusterRecord;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.Docker;
import io.bascule.lab.cluster.Endpoints;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.trial.Trials;
import io.bascule.lab.write.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.ComposeContainer;

/**
 * The cluster of the failure tests: the images and the compose file that people run, beside theirs. Started once for all
 * tests; every test leaves it whole.
 */
final class TestCluster implements AutoCloseable {
    static final long BOUND_MS = 120_000;

    private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();
    private static final Path LOGS = Path.of("target", "logs").toAbsolutePath();
    private static final int LINE_MOST = 240;

    /** As our services, and Kafka, write it. */
    private static final Pattern WARNING = Pattern.compile("^\\S+ (WARN|ERROR) ");

    private static final int WARNINGS = 8;
    private static final String WARNED_SINCE = "5m";

    private static final List<String> IMAGES = List.of(
            "node", "election-service", "router-updater", "notifier", "haproxy", "kafka", "etcd", "lab", "tracer");

    private final Map<String, String> environment;
    private final Endpoints all;
    private Cluster cluster;

    private TestCluster(Map<String, String> environment) {
        this.environment = environment;
        this.all = Endpoints.of(environment);
        this.cluster = new Cluster(all);
    }

    static TestCluster start() {
        return start(Endpoints.of(environment()).nodes().size());
    }

    /** From nothing, with the first {@code nodes} nodes only. */
    static TestCluster start(int nodes) {
        requireImagesAndCompose();
        TestCluster started = new TestCluster(environment());
        try {
            // What a stop that failed left behind would be taken for this cluster.
            removeLeftovers(started.all.project());
            started.grow(nodes);
            return started;
        } catch (RuntimeException e) {
            started.dumpLogs("start");
            started.close();
            throw e;
        }
    }

    /** Starts what is missing of a cluster of the first {@code nodes} nodes, and waits until that is whole. */
    void grow(int nodes) {
        cluster.close();
        cluster = new Cluster(all.ofNodes(nodes));
        compose().withServices(services()).start();
        awaitWhole();
    }

    boolean hasAllNodes() {
        return endpoints().nodes().equals(all.nodes());
    }

    private ComposeContainer compose() {
        return new ComposeContainer(DEPLOY.resolve("compose.yaml").toFile())
                // A name of its own would be random: leftovers of an interrupted run could not be found.
                .withOptions("--project-name=" + all.project())
                .withEnv(environment)
                .withPull(false)
                .withBuild(false)
                .withRemoveVolumes(true);
    }

    private String[] services() {
        Stream<String> numbered = Stream.of(
                        endpoints().nodes(),
                        endpoints().elections(),
                        endpoints().kafka(),
                        endpoints().etcd())
                .flatMap(List::stream);
        return Stream.concat(numbered, Stream.of("secrets", "haproxy", "router", "notifier", "webhook"))
                .toArray(String[]::new);
    }

    Cluster cluster() {
        return cluster;
    }

    Endpoints endpoints() {
        return cluster.endpoints();
    }

    /** Through HAProxy's write port. */
    Database database() {
        return database(endpoints().writePort());
    }

    /** Past HAProxy, or through another of its ports. */
    Database database(int port) {
        return new Database(Endpoints.HOST, port, "app", "app", cluster.appPassword());
    }

    EventTail events() {
        return EventTail.open(endpoints().kafkaServers(), BOUND_MS);
    }

    void awaitWhole() {
        awaitWhole(Trials.WHOLE_BOUND_MS);
    }

    void awaitWhole(long boundMs) {
        Trials.awaitWhole(cluster, boundMs, missing -> {});
    }

    /** Runs a command in a service's container and returns what it wrote. */
    String exec(String service, String command) {
        return Docker.run("exec", endpoints().container(service), "sh", "-c", command);
    }

    /** Stops the node, changes its volume from a container of its own, and starts it again. */
    void inStoppedNode(String node, String command) {
        Docker.run("stop", endpoints().container(node));
        inVolumesOf(node, "bascule/node:dev", "cd \"$BASCULE_DATA\" && " + command);
        Docker.run("start", endpoints().container(node));
    }

    /** Runs a command on the volumes of a service that does not run, in a container of its own. */
    void inVolumesOf(String service, String image, String command) {
        Docker.run(
                "run",
                "--rm",
                "--network",
                "none",
                "--volumes-from",
                endpoints().container(service),
                "--entrypoint",
                "sh",
                image,
                "-c",
                command);
    }

    /** {@code docker COMMAND} on all these services at once. */
    void docker(String command, List<String> services) {
        List<String> words = new ArrayList<>(List.of(command));
        services.forEach(service -> words.add(endpoints().container(service)));
        Docker.run(words.toArray(String[]::new));
    }

    /** The nodes without the primary. */
    List<String> standbys() {
        String primary = cluster.primary();
        return endpoints().nodes().stream()
                .filter(node -> !node.equals(primary))
                .toList();
    }

    /** The record as soon as it is as wanted. */
    ClusterRecord awaitRecord(String what, Predicate<ClusterRecord> wanted) {
        return Wait.until(
                BOUND_MS,
                () -> {
                    ClusterRecord record = recordNow();
                    return record != null && wanted.test(record) ? record : null;
                },
                () -> "Not within " + BOUND_MS / 1000 + " s: " + what + ". The record is " + recordNow());
    }

    /** No failover since {@code term}; else tells what decided it. */
    void assertStillIn(long term) {
        ClusterRecord record = cluster.state().record();
        assertThat(record.term()).as("no failover, but %s", record.decision()).isEqualTo(term);
    }

    private @Nullable ClusterRecord recordNow() {
        try {
            return cluster.state().record();
        } catch (LabFailure notNow) {
            return null;
        }
    }

    /** Writes the logs of all containers, and those that nodes keep in files, to target/logs/NAME. */
    void dumpLogs(String name) {
        try {
            Path folder = Files.createDirectories(LOGS.resolve(name));
            for (String container : containers()) {
                String log = attempt("logs", "--timestamps", container);
                if (container.contains("-node")) {
                    log += attempt("exec", container, "sh", "-c", "tail -n 500 \"$BASCULE_DATA\"/log/*");
                }
                Files.writeString(folder.resolve(container + ".log"), log);
            }
            Files.writeString(folder.resolve("missing.txt"), String.join("\n", cluster.missing()) + "\n");
        } catch (IOException | RuntimeException e) {
            System.err.println("The logs could not be kept in " + LOGS + ": " + e.getMessage());
        }
    }

    private static void removeLeftovers(String project) {
        String label = "label=com.docker.compose.project=" + project;
        Docker.run("ps", "--all", "--quiet", "--filter", label)
                .lines()
                .forEach(container -> Docker.run("rm", "--force", "--volumes", container));
        Docker.run("volume", "ls", "--quiet", "--filter", label)
                .lines()
                .forEach(volume -> Docker.run("volume", "rm", volume));
    }

    /** A few lines for each container, for a log that outlives this machine: its state and what it said last. */
    String lastWords() {
        return containers().stream()
                .flatMap(container -> Stream.concat(
                        Stream.of(container + ": "
                                + attempt(
                                                "inspect",
                                                "--format",
                                                "{{.State.Status}}, exit {{.State.ExitCode}},"
                                                        + " {{.RestartCount}} restarts, since {{.State.StartedAt}}",
                                                container)
                                        .strip()),
                        attempt("logs", "--timestamps", "--tail", "3", container)
                                .lines()
                                .map(line -> "  " + line.substring(0, Math.min(line.length(), LINE_MOST)))))
                .map(line -> "[ERROR] " + line)
                .collect(Collectors.joining("\n"));
    }

    /** What each container warned of last, for a log that outlives this machine. */
    String lastWarnings() {
        try {
            return containers().stream()
                    .flatMap(container -> warnings(container).stream().map(line -> container + ": " + line))
                    .map(line -> "[ERROR] " + line.substring(0, Math.min(line.length(), LINE_MOST)))
                    .collect(Collectors.joining("\n"));
        } catch (LabFailure e) {
            return "[ERROR] that cannot be read: " + e.getMessage();
        }
    }

    private static List<String> warnings(String container) {
        List<String> lines = attempt("logs", "--since", WARNED_SINCE, container)
                .lines()
                .filter(line -> WARNING.matcher(line).find())
                .toList();
        return lines.subList(Math.max(0, lines.size() - WARNINGS), lines.size());
    }

    private List<String> containers() {
        String label = "label=com.docker.compose.project=" + endpoints().project();
        return Docker.run("ps", "--all", "--filter", label, "--format", "{{.Names}}")
                .lines()
                .toList();
    }

    private static String attempt(String... arguments) {
        try {
            return Docker.runMerged(arguments);
        } catch (LabFailure e) {
            return e.getMessage() + "\n";
        }
    }

    private static Map<String, String> environment() {
        Properties properties = new Properties();
        try (InputStream file = Files.newInputStream(DEPLOY.resolve("test.env"))) {
            properties.load(file);
        } catch (IOException e) {
            throw new LabFailure("The test cluster's addresses cannot be read from " + DEPLOY + "/test.env.", e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> properties.getProperty(name)));
    }

    private static void requireImagesAndCompose() {
        String wayOut = " Run the tests with ./bascule test, which sees to it.";
        try {
            Docker.run("compose", "version");
            for (String image : IMAGES) {
                Docker.run("image", "inspect", "--format", "{{.Id}}", "bascule/" + image + ":dev");
            }
        } catch (LabFailure e) {
            throw new LabFailure(e.getMessage() + wayOut, e);
        }
    }

    @Override
    public void close() {
        cluster.close();
        compose().stop();
    }
}
