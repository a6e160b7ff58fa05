package io.bascule.lab;

import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.Endpoints;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.write.Database;
import java.util.concurrent.Callable;

/** A command on a running cluster. */
abstract class ClusterCommand implements Callable<Integer> {
    private static final long KAFKA_BOUND_MS = 10_000;

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
        return EventTail.open(Endpoints.HOST + ":" + cluster.endpoints().kafkaPort(), KAFKA_BOUND_MS);
    }
}
