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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final long ROLES_BOUND_MS = 30_000;

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
     * Runs for {@code forMs} milliseconds, and until the last round's cluster is whole again. What clients were told is
     * checked also where the cluster does not come back.
     *
     * @throws LabFailure if clients cannot begin, or what is there cannot be read
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
                stuck = round(plan, clients, rounds, begin);
            }
            long tookMs = msSince(begin);
            stuck = stuck == null ? untold() : stuck;
            List<Finding> findings = clients.stopAndCheck(nodes());
            return new ChaosReport(seed, tookMs, rounds, clients.history().entries(), findings, stuck);
        }
    }

    /** @return what was not told behind the faults, or null */
    private @Nullable String untold() {
        try {
            Story.assertTold(cluster, WHOLE_BOUND_MS);
            return null;
        } catch (LabFailure e) {
            return e.getMessage();
        }
    }

    /** @return why the cluster did not come back, or null */
    private @Nullable String round(Plan plan, Clients clients, List<Round> rounds, long begin) {
        List<Strike> strikes = List.of();
        long termBefore = rounds.isEmpty() ? 0 : rounds.getLast().termAfter();
        long from = System.nanoTime();
        String stuck = null;
        long termAfter = termBefore;
        try {
            termBefore = rounds.isEmpty() ? cluster.state().term() : termBefore;
            List<Strike> planned = plan.next(roles());
            planned.forEach(strike -> progress.accept("%4d s  %s".formatted(msSince(begin) / 1000, strike)));
            strikes = strike(planned);
            Trials.awaitWhole(cluster, WHOLE_BOUND_MS, missing -> {});
            clients.awaitWrites(WRITES_BETWEEN, WRITES_BOUND_MS);
            termAfter = cluster.state().term();
        } catch (LabFailure e) {
            stuck = e.getMessage() + " Before it: " + strikes;
        }
        Round round = new Round(strikes, termBefore, Math.max(termBefore, termAfter), from, System.nanoTime());
        rounds.add(round);
        if (round.falseFailover()) {
            progress.accept("        a change of primary was begun, term " + termBefore + " to " + round.termAfter()
                    + ", though nothing called for it");
        }
        return stuck;
    }

    /**
     * Breaks and heals everything in the order of time.
     *
     * @return what was struck: a fault that found nothing to break, since another one struck the same before, is left out
     * @throws LabFailure if something could not be healed; all the rest is
     */
    private List<Strike> strike(List<Strike> planned) {
        Hands hands = new Hands(cluster.endpoints());
        long begin = System.nanoTime();
        List<Strike> struck = new ArrayList<>();
        List<String> unhealed = new ArrayList<>();
        for (Step step : steps(planned)) {
            Wait.pause(Math.max(0, step.atMs() - msSince(begin)));
            Strike strike = step.strike();
            if (!step.heals()) {
                inject(strike, hands, struck);
            } else if (struck.contains(strike)) {
                heal(strike, hands).ifPresent(unhealed::add);
            }
        }
        if (!unhealed.isEmpty()) {
            throw new LabFailure("What was broken could not be healed: " + String.join("; ", unhealed));
        }
        return struck;
    }

    private void inject(Strike strike, Hands hands, List<Strike> struck) {
        try {
            strike.kind().inject(hands, strike.services());
            struck.add(strike);
        } catch (LabFailure e) {
            progress.accept("        not struck: " + strike.kind().words() + ": " + e.getMessage());
            // It may have been done in part; what was not done cannot be undone, and that is no failure.
            heal(strike, hands);
        }
    }

    /** @return why it could not be healed, if so */
    private static Optional<String> heal(Strike strike, Hands hands) {
        try {
            strike.kind().heal(hands, strike.services());
            return Optional.empty();
        } catch (LabFailure e) {
            return Optional.of(strike + ": " + e.getMessage());
        }
    }

    private record Step(Strike strike, boolean heals, long atMs) {}

    private static List<Step> steps(List<Strike> strikes) {
        return strikes.stream()
                .flatMap(strike -> Stream.of(
                        new Step(strike, false, strike.afterMs()), new Step(strike, true, strike.healsAfterMs())))
                .sorted(Comparator.comparingLong(Step::atMs))
                .toList();
    }

    /** Asked for until all answer: a busy machine may take longer than one request waits. */
    private Roles roles() {
        String[] why = {""};
        return Wait.until(
                ROLES_BOUND_MS,
                () -> {
                    try {
                        return rolesNow();
                    } catch (LabFailure notYet) {
                        why[0] = String.valueOf(notYet.getMessage());
                        return null;
                    }
                },
                () -> why[0]);
    }

    private Roles rolesNow() {
        var endpoints = cluster.endpoints();
        return new Roles(
                endpoints.nodes(),
                cluster.primary(),
                endpoints.elections(),
                endpoints.kafka(),
                endpoints.etcd(),
                cluster.etcdLeader());
    }

    /** Each node past HAProxy. */
    private Map<String, Database> nodes() {
        Map<String, Database> nodes = new LinkedHashMap<>();
        for (String node : cluster.endpoints().nodes()) {
            int port = cluster.endpoints().nodePort(node);
            nodes.put(node, new Database(write.host(), port, write.name(), write.user(), write.password()));
        }
        return nodes;
    }

    private static long msSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
