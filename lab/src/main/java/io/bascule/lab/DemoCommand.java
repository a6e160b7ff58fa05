package io.bascule.lab;

import io.bascule.events.StoryEvent;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.Endpoints;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.show.LivePicture;
import io.bascule.lab.show.Screen;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.trial.Narrative;
import io.bascule.lab.trial.Trial;
import io.bascule.lab.trial.Trials;
import io.bascule.lab.write.Database;
import io.bascule.lab.write.Ledger;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        description =
                "Kills the primary's node under running writers, then does a planned switchover, and tells both stories.",
        mixinStandardHelpOptions = true)
final class DemoCommand extends ClusterCommand {
    @Override
    int run(Cluster cluster) {
        Screen screen = Screen.system();
        Database database = database(cluster);
        try (EventTail tail = events(cluster)) {
            show(
                    cluster,
                    database,
                    tail,
                    screen,
                    Fault.NODE,
                    "1. The primary's node dies: every process of its container gets a kill -9.");
            show(cluster, database, tail, screen, Fault.SWITCHOVER, "2. A planned switchover.");
        }
        farewell(cluster.endpoints()).forEach(screen::line);
        return 0;
    }

    /** One trial with a live picture while it runs, then its story. */
    private static void show(
            Cluster cluster, Database database, EventTail tail, Screen screen, Fault fault, String title) {
        screen.line("");
        screen.line(title);
        Trial trial;
        try (LivePicture live = new LivePicture(screen, cluster)) {
            trial = new Trials(cluster, database, tail, watcher(screen, live)).run(fault);
        }
        screen.line("");
        screen.line("What happened, in time since the last write before the outage:");
        Narrative.timeline(trial).forEach(screen::line);
        screen.line("");
        Narrative.result(trial).forEach(screen::line);
        if (trial.to().equals(trial.from())) {
            throw new LabFailure("No other node became primary: " + trial.from() + " was reinstated.");
        }
        if (trial.story().stream().noneMatch(one -> isReturn(one.event(), trial.from()))) {
            throw new LabFailure("That " + trial.from() + " streams again was not told on Kafka.");
        }
        if (!trial.audit().isClean()) {
            throw new LabFailure("Rows are not as they were acknowledged: " + trial.audit() + ".");
        }
    }

    private static boolean isReturn(StoryEvent event, String node) {
        return event instanceof NodeRejoined e && e.node().equals(node);
    }

    private static Trials.Watcher watcher(Screen screen, LivePicture live) {
        return new Trials.Watcher() {
            @Override
            public void step(String what) {
                screen.line(Narrative.live(Instant.now(), what));
            }

            @Override
            public void writing(Ledger ledger) {
                live.writing(ledger);
            }
        };
    }

    private static List<String> farewell(Endpoints endpoints) {
        String password = "docker exec " + endpoints.container("node1") + " cat /run/bascule/secrets/app";
        return List.of(
                "",
                "The cluster stays up. Look around:",
                "  ./bascule status",
                "  HAProxy's page:            http://127.0.0.1:" + endpoints.statsPort() + "/",
                "  what the on-call was told: http://127.0.0.1:" + endpoints.webhookPort() + "/received",
                "  write (read on port " + endpoints.readPort() + "):   PGPASSWORD=$(" + password
                        + ") psql -h 127.0.0.1 -p " + endpoints.writePort() + " -U app app",
                "  break it again:            ./bascule help kill",
                "Stop it: ./bascule down");
    }
}
