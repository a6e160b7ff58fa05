package io.bascule.lab.chaos;

import io.bascule.events.StoryEvent;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.events.StoryEvent.PrimaryPromoted;
import io.bascule.events.StoryEvent.PrimarySteady;
import io.bascule.events.StoryEvent.SwitchoverStarted;
import io.bascule.events.StoryEvent.WritesRouted;
import io.bascule.lab.cluster.Brokers;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.trial.Trials;
import java.util.function.Predicate;

/** Whether people are still told what happens, once all that was broken is mended: in Kafka, and by a page. */
final class Story {
    private static final long KAFKA_BOUND_MS = 60_000;
    private static final long TOLD_BOUND_MS = 30_000;

    private Story() {}

    /**
     * Asks a whole cluster for a switchover, which the elections, an executor on each side of it and the router tell of.
     *
     * Before it, every broker is to have every event again: with one left behind, the next one lost would silence all.
     *
     * @throws LabFailure if one of them is not heard
     */
    static void assertTold(Cluster cluster, long wholeBoundMs) {
        Brokers.awaitInSync(cluster.endpoints(), KAFKA_BOUND_MS);
        String from = cluster.primary();
        try (EventTail tail = EventTail.open(cluster.endpoints().kafkaServers(), KAFKA_BOUND_MS)) {
            Trials.switchover(cluster, TOLD_BOUND_MS);
            Trials.awaitWhole(cluster, wholeBoundMs, missing -> {});
            await(tail, "SwitchoverStarted", SwitchoverStarted.class::isInstance);
            await(tail, "PrimaryPromoted", PrimaryPromoted.class::isInstance);
            await(tail, "PrimarySteady", PrimarySteady.class::isInstance);
            await(tail, "WritesRouted", WritesRouted.class::isInstance);
            await(
                    tail,
                    "NodeRejoined of " + from,
                    event -> event instanceof NodeRejoined e && e.node().equals(from));
        }
        String page =
                cluster.primary() + " is the primary in term " + cluster.state().term();
        Wait.until(
                TOLD_BOUND_MS,
                () -> cluster.webhook("GET", "/received").contains(page) ? Boolean.TRUE : null,
                () -> "No page came within " + TOLD_BOUND_MS / 1000 + " s behind the faults: " + page + ".");
    }

    private static void await(EventTail tail, String what, Predicate<StoryEvent> wanted) {
        tail.await(0, TOLD_BOUND_MS, what + ", of a switchover behind the faults", wanted);
    }
}
