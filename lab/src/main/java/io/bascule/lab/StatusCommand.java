package io.bascule.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.ClusterState;
import io.bascule.lab.cluster.HaproxyStats;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Readiness;
import io.bascule.lab.show.Picture;
import io.bascule.platform.Json;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "Shows nodes, roles, term, lag, quorums, where HAProxy points, and the last decisions.",
        mixinStandardHelpOptions = true)
final class StatusCommand extends ClusterCommand {
    private static final int DECISIONS = 5;

    @Override
    int run(Cluster cluster) {
        PrintStream out = System.out;
        ClusterState state = cluster.state();
        HaproxyStats haproxy = haproxy(cluster);
        List<String> nodes = cluster.endpoints().nodes();
        Picture.of(nodes, state, haproxy).forEach(out::println);
        out.println();
        out.println("seen by " + state.copy() + ", which " + (state.storeReachable() ? "reaches" : "does not reach")
                + " etcd and heard over Kafka " + state.kafkaSilentMs() + " ms ago");
        if (!state.verdict().isEmpty()) {
            out.println("judgement: " + state.verdict());
        }
        ClusterRecord record = state.record();
        if (record != null) {
            out.println("last decision: " + record.decision().cause() + " by "
                    + record.decision().by() + evidence(record));
        }
        history(cluster).forEach(out::println);
        if (haproxy != null) {
            List<String> missing = Readiness.missing(nodes, state, haproxy);
            out.println(missing.isEmpty() ? "The cluster is whole." : "Not whole: " + String.join("; ", missing) + ".");
        }
        return 0;
    }

    private static @Nullable HaproxyStats haproxy(Cluster cluster) {
        try {
            return cluster.haproxy();
        } catch (LabFailure e) {
            System.out.println(e.getMessage());
            return null;
        }
    }

    private static String evidence(ClusterRecord record) {
        return record.decision().evidence().isEmpty()
                ? ""
                : " (" + String.join("; ", record.decision().evidence()) + ")";
    }

    /** The finished decisions, newest first, a line each. */
    private static List<String> history(Cluster cluster) {
        try {
            List<JsonNode> entries = Json.mapper()
                    .readTree(cluster.history(DECISIONS))
                    .valueStream()
                    .toList();
            return entries.stream()
                    .limit(DECISIONS)
                    .map(entry -> "  " + entry.path("at").asText() + "  term "
                            + entry.at("/record/term").asText() + ": "
                            + entry.at("/record/primary/node").asText() + " ("
                            + entry.at("/record/decision/cause").asText() + ")")
                    .toList();
        } catch (JsonProcessingException | LabFailure e) {
            return List.of("  the history cannot be read: " + e.getMessage());
        }
    }
}
