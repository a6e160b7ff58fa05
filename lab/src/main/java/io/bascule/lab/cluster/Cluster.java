package io.bascule.lab.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running cluster as the lab reaches it: HTTP, HAProxy's page, its containers. Calls block, each with a bound. */
public final class Cluster implements AutoCloseable {
    private static final Duration HTTP_BOUND = Duration.ofSeconds(2);
    private static final String SECRETS = "/run/bascule/secrets";

    private final Endpoints endpoints;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HTTP_BOUND)
            .build();

    public Cluster(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /**
     * The cluster as the first election copy that answers sees it.
     *
     * @throws LabFailure if none answers
     */
    public ClusterState state() {
        return StateJson.parse(askElections("GET", "/state"));
    }

    /** The newest finished decisions as JSON, newest first. */
    public String history(int limit) {
        return askElections("GET", "/history?limit=" + limit);
    }

    /** @throws LabFailure if its statistics page does not answer */
    public HaproxyStats haproxy() {
        try {
            return HaproxyStats.parse(
                    send("GET", endpoints.statsPort(), "/;csv").body());
        } catch (IOException e) {
            throw new LabFailure("HAProxy does not answer on port " + endpoints.statsPort() + ".", e);
        }
    }

    /**
     * Asks for a planned switchover.
     *
     * @param to the standby that is to be primary, or null for the best one
     * @throws LabFailure with the answer, if it is refused
     */
    public void switchover(@Nullable String to) {
        askElections("POST", to == null ? "/switchover" : "/switchover?to=" + to);
    }

    /**
     * Asks for a failover that may lose commits.
     *
     * @param acceptLoss the operator's consent to lose what nobody who is left has
     * @throws LabFailure with the answer, if it is refused
     */
    public void failover(boolean acceptLoss) {
        askElections("POST", "/failover?acceptLoss=" + acceptLoss);
    }

    /**
     * Asks to seat the record of an etcd that came back older.
     *
     * @return what became of it, for people
     * @throws LabFailure with the answer, if it is refused
     */
    public String reseat(boolean consent) {
        LabFailure refused = null;
        for (int port : endpoints.electionPorts()) {
            try {
                return StateJson.message(ask(port, "POST", "/reseat?consent=" + consent, ""));
            } catch (IOException e) {
                // The next copy.
            } catch (LabFailure e) {
                // Another copy may have seen what this one has not.
                refused = e;
            }
        }
        throw refused == null ? noElectionAnswers() : refused;
    }

    /**
     * Changes settings.
     *
     * @param json an object of those to change
     * @throws LabFailure with the answer, if it is refused
     */
    public void settings(String json) {
        askElections("PUT", "/settings", json);
    }

    /** What is missing for a whole and healthy cluster; see {@link Readiness}. */
    public List<String> missing() {
        try {
            return Readiness.missing(endpoints.nodes(), state(), haproxy());
        } catch (LabFailure notYet) {
            return List.of(String.valueOf(notYet.getMessage()).replaceAll("\\.$", ""));
        }
    }

    /** The primary of a STEADY cluster. */
    public String primary() {
        ClusterState state = state();
        return state.primary()
                .orElseThrow(() -> new LabFailure("There is no serving primary now: "
                        + (state.record() == null
                                ? "the cluster has no record yet"
                                : "a change of primary is under way")
                        + "."));
    }

    /**
     * The member of etcd that leads it (etcd's gRPC gateway, {@code Maintenance.Status}).
     *
     * @throws LabFailure if none says so
     */
    public String etcdLeader() {
        for (int i = 0; i < endpoints.etcdPorts().size(); i++) {
            try {
                String status = send("POST", endpoints.etcdPorts().get(i), "/v3/maintenance/status", "{}")
                        .body();
                if (StateJson.leadsEtcd(status)) {
                    return endpoints.etcd().get(i);
                }
            } catch (IOException e) {
                // The next one may be the leader.
            }
        }
        throw new LabFailure("No member of etcd says that it leads.");
    }

    /** The password of the role {@code app}: from the mounted secrets, else out of a node that runs. */
    public String appPassword() {
        Path mounted = Path.of(SECRETS, "app");
        if (Files.isReadable(mounted)) {
            try {
                return Files.readString(mounted).strip();
            } catch (IOException e) {
                throw new LabFailure("The password file " + mounted + " cannot be read.", e);
            }
        }
        LabFailure last = new LabFailure("There are no nodes.");
        for (String node : endpoints.nodes()) {
            try {
                return Docker.run("exec", endpoints.container(node), "cat", SECRETS + "/app")
                        .strip();
            } catch (LabFailure e) {
                last = e;
            }
        }
        throw last;
    }

    /** What {@code path} of the webhook receiver answers. */
    public String webhook(String method, String path) {
        try {
            return send(method, endpoints.webhookPort(), path).body();
        } catch (IOException e) {
            throw new LabFailure("The webhook receiver does not answer on port " + endpoints.webhookPort() + ".", e);
        }
    }

    private String askElections(String method, String path) {
        return askElections(method, path, "");
    }

    private String askElections(String method, String path, String body) {
        for (int port : endpoints.electionPorts()) {
            try {
                return ask(port, method, path, body);
            } catch (IOException e) {
                // The next copy; any of them will do.
            }
        }
        throw noElectionAnswers();
    }

    private LabFailure noElectionAnswers() {
        return new LabFailure("No election copy answers on ports " + endpoints.electionPorts() + ".");
    }

    private String ask(int port, String method, String path, String body) throws IOException {
        HttpResponse<String> response = send(method, port, path, body);
        if (response.statusCode() / 100 != 2) {
            throw new LabFailure("The election service refused: " + StateJson.refusal(response.body()) + ".");
        }
        return response.body();
    }

    private HttpResponse<String> send(String method, int port, String path) throws IOException {
        return send(method, port, path, "");
    }

    private HttpResponse<String> send(String method, int port, String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + Endpoints.HOST + ":" + port + path))
                .timeout(HTTP_BOUND)
                .header("content-type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
