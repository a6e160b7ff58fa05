package io.bascule.executor;

import io.bascule.core.record.Quorum;
import io.bascule.events.StoryEvent.ClusterBootstrapped;
import io.bascule.executor.NodeState.Making;
import io.bascule.platform.PgFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes the cluster's first data directory, with its roles and its database (R8). */
final class Bootstrap {
    private static final Logger LOG = Logger.getLogger(Bootstrap.class);
    private static final long START_BOUND_MS = 60_000;
    private static final long STOP_BOUND_MS = 10_000;
    private static final long LOOK_EVERY_MS = 50;
    private static final long FIRST_TERM = 1;

    private final Node node;
    private final Founding founding;
    private final PrimaryDuty duty;

    Bootstrap(Node node, Founding founding, PrimaryDuty duty) {
        this.node = node;
        this.founding = founding;
        this.duty = duty;
    }

    /** Runs initdb if this node wins the claim; what an earlier attempt left unfinished is removed first. */
    void run() {
        if (!node.store().claimInit(node.name())) {
            LOG.infof("another node makes the first data directory");
            return;
        }
        stopUnfinished();
        node.data().remove();
        node.state()
                .update(s -> s.withNewDisk(node.newDisk().get(), Map.of(1, FIRST_TERM))
                        .withMaking(Making.INITDB)
                        .asPrimary(FIRST_TERM));
        founding.initdb();
        node.conf().writePrimary(new Quorum(FIRST_TERM, 0, List.of(), 0));
        node.postmaster().start();
        awaitAnswer();
        founding.makeRoles();
        node.state().update(s -> s.withMaking(Making.NOTHING));
        duty.takeOffice(FIRST_TERM, null);
        String identifier = Optional.ofNullable(node.data().systemIdentifier()).orElse("");
        LOG.infof("made the first data directory, system identifier %s", identifier);
        node.events().publish(new ClusterBootstrapped(node.cluster(), FIRST_TERM, node.name(), identifier));
    }

    /** An attempt that failed, or whose executor ended, may have left its PostgreSQL running. */
    private void stopUnfinished() {
        node.postgres().close();
        node.postmaster().adopt();
        node.postmaster().stop(Processes.Stop.IMMEDIATE);
        long untilMs = node.clock().nowMs() + STOP_BOUND_MS;
        while (node.postmaster().alive()) {
            if (node.clock().nowMs() > untilMs) {
                throw new ExecutorProblem("PostgreSQL of an unfinished initdb does not stop");
            }
            node.pause().ms(LOOK_EVERY_MS);
        }
        node.postmaster().clearLeftovers();
    }

    private void awaitAnswer() {
        long untilMs = node.clock().nowMs() + START_BOUND_MS;
        while (!answers()) {
            if (!node.postmaster().alive() || node.clock().nowMs() > untilMs) {
                throw new ExecutorProblem("PostgreSQL did not start on the new data directory; see "
                        + node.paths().postgresLog());
            }
            node.pause().ms(LOOK_EVERY_MS);
        }
    }

    private boolean answers() {
        try {
            return node.postgres().look().isPresent();
        } catch (PgFailure e) {
            // A slow machine: the bound of the start counts, not that of one look.
            return false;
        }
    }
}
