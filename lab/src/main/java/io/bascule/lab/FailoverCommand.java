package io.bascule.lab;

import io.bascule.core.record.Phase;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.ClusterState;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.show.Picture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "failover",
        description = "Gives up a lost primary that stood alone, with what only its disk has.",
        mixinStandardHelpOptions = true)
final class FailoverCommand extends ClusterCommand {
    private static final long BOUND_MS = 60_000;

    @Option(
            names = "--accept-loss",
            description = "Commits that only the lost primary has may be lost; without, only what is at stake is said.")
    private boolean acceptLoss;

    @Override
    int run(Cluster cluster) {
        long before = cluster.state().term();
        cluster.failover(acceptLoss);
        ClusterState after = Wait.until(
                BOUND_MS,
                () -> {
                    ClusterState state = cluster.state();
                    boolean steady = state.record() != null && state.record().phase() == Phase.STEADY;
                    return steady && state.term() > before ? state : null;
                },
                () -> "The failover has not ended within " + BOUND_MS / 1000 + " s: look with ./bascule status.");
        Picture.of(cluster.endpoints().nodes(), after, cluster.haproxy()).forEach(System.out::println);
        System.out.println(after.primary().orElseThrow() + " is primary of term " + after.term() + ".");
        return 0;
    }
}
