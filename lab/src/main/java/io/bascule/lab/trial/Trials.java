package io.bascule.lab.trial;

import io.bascule.core.record.Phase;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.ClusterState;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.story.EventTail;
import io.bascule.lab.story.Told;
import io.bascule.lab.story.WallClock;
import io.bascule.lab.write.Audit;
import io.bascule.lab.write.Database;
import io.bascule.lab.write.Ledger;
import io.bascule.lab.write.Writers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs faults against one cluster, one after the other, each from a whole cluster to a whole cluster. */
public final class Trials {
    /** A clone of a node's data directory is the longest that anything takes. */
    public static final long WHOLE_BOUND_MS = 180_000;

    private static final long FAILOVER_BOUND_MS = 60_000;
    private static final long WRITES_BOUND_MS = 30_000;
    private static final long EVENT_BOUND_MS = 10_000;

    /** How long the cluster must have been whole: it may be between two steps. */
    private static final long WHOLE_FOR_MS = 500;

    private static final int WRITES_BEFORE = 300;
    private static final int WRITES_AFTER = 200;

    private final Cluster cluster;
    private final Database database;
    private final @Nullable EventTail tail;
    private final Watcher watcher;

    /** Told of a trial's progress; called by the trial's thread. */
    public interface Watcher {
        /** Something was done or came about: a sentence without a full stop. */
        void step(String what);

        /** Writers have begun, with this ledger. */
        default void writing(Ledger ledger) {}
    }

    /** @param tail where the story is read, or null where it cannot be */
    public Trials(Cluster cluster, Database database, @Nullable EventTail tail, Watcher watcher) {
        this.cluster = cluster;
        this.database = database;
        this.tail = tail;
        this.watcher = watcher;
    }

    /**
     * Runs one fault and heals it.
     *
     * @throws LabFailure if anything that should come about does not within its bound; the fault is healed all the same
     */
    public Trial run(Fault fault) {
        awaitWhole(cluster, WHOLE_BOUND_MS, what -> watcher.step("waiting, still missing: " + what));
        int firstEvent = tail == null ? 0 : tail.count();
        try (Writers writers = Writers.start(database)) {
            watcher.writing(writers.ledger());
            watcher.step(Writers.COUNT + " writers insert a row every 10 ms through " + database);
            writers.awaitAcknowledgements(WRITES_BEFORE, WRITES_BOUND_MS);
            ClusterState before = cluster.state();
            String from = cluster.primary();
            WallClock clock = WallClock.now();
            long faultNanos = System.nanoTime();
            watcher.step(fault.words() + ": " + from);
            ClusterState after = breakAndHeal(fault, from, before.term(), writers);
            awaitWhole(cluster, WHOLE_BOUND_MS, what -> watcher.step("healing, still missing: " + what));
            awaitReturnTold(from, firstEvent);
            watcher.step("reading every row back");
            Audit audit = writers.stopAndAudit();
            Ledger ledger = writers.ledger();
            return new Trial(
                    fault,
                    from,
                    after.primary().orElseThrow(),
                    after.term(),
                    ledger.longestGap(faultNanos),
                    audit,
                    ledger.failures().size(),
                    story(firstEvent),
                    clock);
        }
    }

    /** Returns once another term's primary takes writes; the fault is healed then, or at the bound. */
    private ClusterState breakAndHeal(Fault fault, String from, long term, Writers writers) {
        try {
            fault.inject(cluster, from);
            ClusterState after = Wait.until(
                    FAILOVER_BOUND_MS,
                    () -> servingAbove(term),
                    () -> "After '" + fault.words() + "' on " + from + " no primary of a term above " + term
                            + " served within " + FAILOVER_BOUND_MS / 1000 + " s. "
                            + String.join("; ", cluster.missing()));
            writers.awaitAcknowledgements(WRITES_AFTER, WRITES_BOUND_MS);
            watcher.step("writes flow again, on " + after.primary().orElseThrow());
            return after;
        } finally {
            fault.heal(cluster, from);
        }
    }

    /** The node is back by now; its event may be a moment behind, or lost with Kafka. */
    private void awaitReturnTold(String node, int firstEvent) {
        if (tail == null) {
            return;
        }
        try {
            tail.await(
                    firstEvent,
                    EVENT_BOUND_MS,
                    "the return of " + node,
                    event -> event instanceof NodeRejoined e && e.node().equals(node));
        } catch (LabFailure e) {
            watcher.step(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable ClusterState servingAbove(long term) {
        try {
            ClusterState state = cluster.state();
            return state.record() != null
                            && state.term() > term
                            && state.record().phase() == Phase.STEADY
                    ? state
                    : null;
        } catch (LabFailure notNow) {
            return null;
        }
    }

    private List<Told> story(int firstEvent) {
        return tail == null ? List.of() : tail.since(firstEvent);
    }

    /**
     * Asks for a switchover until it is taken: a slow or starting etcd refuses it, or answers too late.
     *
     * @throws LabFailure at the bound
     */
    public static void switchover(Cluster cluster, long boundMs) {
        long term = cluster.state().term();
        Wait.until(
                boundMs,
                () -> {
                    try {
                        cluster.switchover(null);
                        return Boolean.TRUE;
                    } catch (LabFailure notYet) {
                        // It may have been taken though its answer came too late.
                        boolean taken =
                                String.valueOf(notYet.getMessage()).contains("waits already") || isPast(cluster, term);
                        return taken ? Boolean.TRUE : null;
                    }
                },
                () -> "No switchover could be asked for within " + boundMs / 1000 + " s.");
    }

    private static boolean isPast(Cluster cluster, long term) {
        try {
            return cluster.state().term() > term;
        } catch (LabFailure notKnown) {
            return false;
        }
    }

    /**
     * Waits for a whole cluster: every node streams, every standby votes, the quorum is settled, HAProxy points right.
     *
     * @param progress told what is missing whenever that changes
     * @throws LabFailure at the bound, naming what is missing
     */
    public static void awaitWhole(Cluster cluster, long boundMs, Consumer<String> progress) {
        long[] wholeSince = {0};
        String[] said = {""};
        Wait.until(
                boundMs,
                () -> {
                    String missing = String.join("; ", cluster.missing());
                    long now = System.nanoTime();
                    if (!missing.isEmpty()) {
                        wholeSince[0] = 0;
                        if (!missing.equals(said[0])) {
                            progress.accept(missing);
                            said[0] = missing;
                        }
                        return null;
                    }
                    wholeSince[0] = wholeSince[0] == 0 ? now : wholeSince[0];
                    return now - wholeSince[0] >= TimeUnit.MILLISECONDS.toNanos(WHOLE_FOR_MS) ? Boolean.TRUE : null;
                },
                () -> "The cluster is not whole after " + boundMs / 1000 + " s. Still missing: "
                        + String.join("; ", cluster.missing()) + ".");
    }
}
