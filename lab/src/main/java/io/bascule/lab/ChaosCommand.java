package io.bascule.lab;

import io.bascule.lab.chaos.Chaos;
import io.bascule.lab.chaos.ChaosReport;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.Endpoints;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.write.Database;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "chaos",
        description = "Breaks everything at random under clients, and checks all that they were told.",
        mixinStandardHelpOptions = true)
final class ChaosCommand extends ClusterCommand {
    private static final int MOST_MINUTES = 24 * 60;

    @Option(
            names = "--minutes",
            defaultValue = "5",
            description = "How long, 1 to " + MOST_MINUTES + " (default: ${DEFAULT-VALUE}).")
    private int minutes = 5;

    @Option(names = "--seed", description = "Repeats the faults of a run (default: a new one, which is printed).")
    private @Nullable Long seed;

    @Override
    int run(Cluster cluster) {
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw new LabFailure("--minutes is " + minutes + ", but must be from 1 to " + MOST_MINUTES + ".");
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        System.out.println("Seed " + chosen + ", " + minutes + " min. Repeat: ./bascule chaos --minutes " + minutes
                + " --seed " + chosen);
        Database write = database(cluster);
        Database read = new Database(
                Endpoints.HOST, cluster.endpoints().readPort(), write.name(), write.user(), write.password());
        ChaosReport report =
                new Chaos(cluster, write, read, System.out::println).run(TimeUnit.MINUTES.toMillis(minutes), chosen);
        System.out.println();
        System.out.println(report.text());
        if (!report.isClean()) {
            throw new LabFailure("Not all is as promised: see above.");
        }
        return 0;
    }
}
