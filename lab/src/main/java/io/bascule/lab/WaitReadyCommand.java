package io.bascule.lab;

import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.show.Screen;
import io.bascule.lab.trial.Trials;
import io.bascule.lab.write.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "wait-ready",
        description = "Waits until the cluster is whole and takes writes.",
        mixinStandardHelpOptions = true)
final class WaitReadyCommand extends ClusterCommand {
    @Option(
            names = {"--seconds", "--timeout-seconds"},
            defaultValue = "120",
            description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private long seconds = 120;

    @Override
    int run(Cluster cluster) {
        long started = System.nanoTime();
        Screen screen = Screen.system();
        Trials.awaitWhole(cluster, seconds * 1000, missing -> say(screen, started, "still missing: " + missing));
        say(screen, started, "every standby streams; trying a write");
        Database database = database(cluster);
        String[] why = {""};
        Wait.until(
                seconds * 1000,
                () -> {
                    try {
                        database.tryWrite();
                        return Boolean.TRUE;
                    } catch (SQLException e) {
                        why[0] = String.valueOf(e.getMessage());
                        return null;
                    }
                },
                () -> "The cluster is whole, but a write through " + database + " fails: " + why[0]);
        screen.picture(List.of());
        screen.line(elapsed(started) + " s: the cluster is whole and takes writes.");
        return 0;
    }

    private static void say(Screen screen, long started, String what) {
        String line = elapsed(started) + " s: " + what;
        if (screen.isTerminal()) {
            screen.picture(List.of(line));
        } else {
            screen.line(line);
        }
    }

    private static long elapsed(long started) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
    }
}
