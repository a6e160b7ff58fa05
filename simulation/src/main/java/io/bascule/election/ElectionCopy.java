package io.bascule.election;

import io.bascule.events.Probe;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.Supplier;

/** One election copy for a single thread: the real {@link Election}, looked at from outside instead of in its loop. */
public final class ElectionCopy {
    /** Shared by all copies: making meters costs more than a simulated election. */
    private static final ElectionMetrics METRICS = new ElectionMetrics(new SimpleMeterRegistry());

    private final Inbox inbox = new Inbox();
    private final Election election;
    private final MonotonicClock clock;

    public ElectionCopy(
            String cluster,
            String me,
            ClusterStore store,
            EventOutlet outlet,
            MonotonicClock clock,
            Supplier<String> newId) {
        this.clock = clock;
        this.election = new Election(cluster, me, store, inbox, outlet, METRICS, clock, newId);
    }

    /** @return whether its loop would be woken by it, here and below */
    public boolean heard(Probe probe) {
        return inbox.put(new Inbox.Heard(probe, clock.nowMs()));
    }

    public boolean pinged(String node, Probe.Reach reach) {
        return inbox.put(new Inbox.Pinged(node, reach, clock.nowMs()));
    }

    /** One look; false when the store did not answer, which the loop survives as well. */
    public boolean look() {
        try {
            election.look();
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    /** What its API does for {@code by}, an operator; nothing where it refuses, or the store does not answer. */
    public void reseat(String by) {
        try {
            election.reseat(by);
        } catch (StoreUnavailableException e) {
            // Asked again.
        }
    }
}
