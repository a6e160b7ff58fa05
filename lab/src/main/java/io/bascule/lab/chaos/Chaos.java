package io.bascule.lab.chaos;

import io.bascule.lab.chaos.client.Clients;
import io.bascule.lab.chaos.fault.Hands;
import io.bascule.lab.chaos.fault.Plan;
import io.bascule.lab.chaos.fault.Roles;
import io.bascule.lab.chaos.fault.Strike;
import io.bascule.lab.chaos.history.Finding;
import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.cluster.Wait;
import io.bascule.lab.trial.Trials;
import io.bascule.lab.write.Database;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random faults, round after round, under clients; then everything that they were told is held against what is there. */
public final class Chaos {
    /** A clone behind a failover, on a loaded machine. */
    private static final long WHOLE_BOUND_MS = 240_000;

    private static final long WRITES_BOUND_MS = 60_000;
    private static final int WRITES_BETWEEN = 50;

    private final Cluster cluster;
    private final Database write;
    private final Database read;
    private final Consumer<String> progress;

    /**
     * @param write through HAProxy's write port
     * @param read through its read port
     * @param progress told a line for each step
     */
    public Chaos(Cluster cluster, Database write, Database read, Consumer<String> progress) {
        this.cluster = cluster;
        this.write = write;
        this.read = read;
        this.progress = progress;
    }

    /**
     * Runs for {@code forMs} milliseconds, and until the last round's cluster is whole again.
     *
     * @throws LabFailure if clients cannot work or what is there cannot be read
     */
    public ChaosReport run(long forMs, long seed) {
        Plan plan = new Plan(new SplittableRandom(seed));
        List<Round> rounds = new ArrayList<>();
        String stuck = null;
        Trials.awaitWhole(cluster, WHOLE_BOUND_MS, missing -> {});
        try (Clients clients = Clients.start(write, read, seed)) {
            clients.awaitWrites(WRITES_BETWEEN, WRITES_BOUND_MS);
            long begin = System.nanoTime();
            while (stuck == null && msSince(begin) < forMs) {
                stuck = round(plan.next(roles()), clients, rounds, begin);
            }
            List<Finding> findings = clients.stopAndCheck();
            return new ChaosReport(
                    seed, msSince(begin), rounds, clients.history().entries(), findings, stuck);
        }
    }

    /** @return why the cluster did not come back, or null */
    private @Nullable String round(List<Strike> strikes, Clients clients, List<Round> rounds, long begin) {
        long termBefore = cluster.state().term();
        long from = System.nanoTime();
        strikes.forEach(strike ->
                progress.accept("%4d s  %s".formatted(TimeUnit.MILLISECONDS.toSeconds(msSince(begin)), strike)));
        strike(strikes);
        try {
            Trials.awaitWhole(cluster, WHOLE_BOUND_MS, missing -> {});
            clients.awaitWrites(WRITES_BETWEEN, WRITES_BOUND_MS);
        } catch (LabFailure e) {
            return e.getMessage() + " Before it: " + strikes;
        }
        Round round = new Round(strikes, termBefore, cluster.state().term(), from, System.nanoTime());
        rounds.add(round);
        if (round.falseFailover()) {
            progress.accept("        the primary was changed, term " + termBefore + " to " + round.termAfter()
                    + ", though nothing called for it");
        }
        return null;
    }

    /** Breaks and heals everything in the order of time. */
    private void strike(List<Strike> strikes) {
        Hands hands = new Hands(cluster.endpoints());
        long begin = System.nanoTime();
        List<Strike> broken = new ArrayList<>();
        try {
            steps(strikes).forEach(step -> {
                Wait.pause(Math.max(0, step.atMs() - msSince(begin)));
                if (step.heals()) {
                    step.strike().kind().heal(hands, step.strike().services());
                    broken.remove(step.strike());
                } else {
                    broken.add(step.strike());
                    step.strike().kind().inject(hands, step.strike().services());
                }
            });
        } finally {
            // None is left behind if one failed: the next run would find a broken cluster.
            broken.forEach(strike -> strike.kind().heal(hands, strike.services()));
        }
    }

    private record Step(Strike strike, boolean heals, long atMs) {}

    private static Stream<Step> steps(List<Strike> strikes) {
        return strikes.stream()
                .flatMap(strike -> Stream.of(
                        new Step(strike, false, strike.afterMs()), new Step(strike, true, strike.healsAfterMs())))
                .sorted(Comparator.comparingLong(Step::atMs));
    }

    private Roles roles() {
        var endpoints = cluster.endpoints();
        return new Roles(
                endpoints.nodes(), cluster.primary(), endpoints.elections(), endpoints.etcd(), cluster.etcdLeader());
    }

    private static long msSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
