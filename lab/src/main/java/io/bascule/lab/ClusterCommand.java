package io.bascule.lab;

import io.bascule.events.StoryEvent;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.Endpoints;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.story.Told;
import io.bascule.lab.write.Database;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A command on a running cluster. */
abstract class ClusterCommand implements Callable<Integer> {
    private static final long KAFKA_BOUND_MS = 30_000;

    /** @return the exit code */
    abstract int run(Cluster cluster);

    @Override
    public final Integer call() {
        try (Cluster cluster = new Cluster(Endpoints.of(System.getenv()))) {
            return run(cluster);
        }
    }

    /** The database of the demo's application, through HAProxy's write port. */
    static Database database(Cluster cluster) {
        return new Database(Endpoints.HOST, cluster.endpoints().writePort(), "app", "app", cluster.appPassword());
    }

    /** What the cluster tells from now on. */
    static EventTail events(Cluster cluster) {
        return EventTail.open(cluster.endpoints().kafkaServers(), KAFKA_BOUND_MS);
    }

    /** The same, or null where Kafka is away: everything works as well then, there is only less to tell. */
    static @Nullable EventTail eventsIfKafkaIsThere(Cluster cluster) {
        try {
            return events(cluster);
        } catch (LabFailure e) {
            System.out.println(e.getMessage() + " The steps are not shown.");
            return null;
        }
    }

    /** @throws LabFailure if what this command asked for was taken and then refused */
    static void throwIfRefused(@Nullable EventTail tail) {
        Stream<Told> told = tail == null ? Stream.of() : tail.since(0).stream();
        told.map(Told::event)
                .filter(StoryEvent.RequestRefused.class::isInstance)
                .map(StoryEvent.RequestRefused.class::cast)
                .findFirst()
                .ifPresent(refused -> {
                    throw new LabFailure("It was refused: " + refused.because() + ".");
                });
    }
}
