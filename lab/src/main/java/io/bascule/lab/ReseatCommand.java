package io.bascule.lab;

import io.bascule.lab.cluster.Cluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "reseat",
        description = "Seats the record of a wiped or restored etcd above what the nodes have seen.",
        mixinStandardHelpOptions = true)
final class ReseatCommand extends ClusterCommand {
    @Option(names = "--yes", description = "Do it; without, only what would be done is said.")
    private boolean consent;

    @Override
    int run(Cluster cluster) {
        System.out.println(cluster.reseat(consent));
        return 0;
    }
}
