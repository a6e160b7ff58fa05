package io.bascule.lab;

import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.ClusterState;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.show.Picture;
import io.bascule.lab.story.EventTail;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "failover",
        description = "Gives up a lost primary, and standbys lost with it, with what only their disks have.",
        mixinStandardHelpOptions = true)
final class FailoverCommand extends ClusterCommand {
    private static final long BOUND_MS = 60_000;

    @Option(
            names = "--accept-loss",
            description = "Commits that nobody who runs has may be lost; without, only what is at stake is said.")
    private boolean acceptLoss;

    @Override
    int run(Cluster cluster) {
        ClusterState before = cluster.state();
        ClusterState after;
        try (EventTail tail = eventsIfKafkaIsThere(cluster)) {
            cluster.failover(acceptLoss);
            after = await(cluster, before, tail);
        }
        Picture.of(cluster.endpoints().nodes(), after, cluster.haproxy()).forEach(System.out::println);
        System.out.println(after.primary().orElseThrow() + " is primary of term " + after.term() + ".");
        return 0;
    }

    private static ClusterState await(Cluster cluster, ClusterState before, @Nullable EventTail tail) {
        return Wait.until(
                BOUND_MS,
                () -> {
                    throwIfRefused(tail);
                    ClusterState state = cluster.state();
                    // A revocation that stalled may have ended in its own term meanwhile.
                    boolean changed =
                            state.term() > before.term() || before.primary().isEmpty();
                    return changed && state.primary().isPresent() ? state : null;
                },
                () -> "The failover has not ended within " + BOUND_MS / 1000 + " s: look with ./bascule status.");
    }
}
