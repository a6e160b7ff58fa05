package io.bascule.simulation;

import io.bascule.core.elect.Transition;
import io.bascule.simulation.check.Violation;
import io.bascule.simulation.fault.FaultKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sums up runs. */
final class Report {
    private final long startedNanos = System.nanoTime();
    private final Map<Transition, Integer> transitions = new EnumMap<>(Transition.class);
    private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
    private final Map<Integer, Integer> sizes = new TreeMap<>();
    private long firstSeed;
    private long lastSeed;
    private long runs;
    private long steps;
    private long elections;
    private long acknowledged;
    private long reads;
    private long readsBehind;
    private long readsStale;
    private long micros;
    private long consentNeeded;
    private final List<String> failures = new ArrayList<>();

    void add(Outcome outcome) {
        firstSeed = runs == 0 ? outcome.seed() : firstSeed;
        lastSeed = outcome.seed();
        runs++;
        steps += outcome.steps();
        elections += outcome.elections();
        acknowledged += outcome.acknowledged();
        reads += outcome.reads().made();
        readsBehind += outcome.reads().behind();
        readsStale += outcome.reads().stale();
        micros += outcome.micros();
        consentNeeded += outcome.consentNeeded() ? 1 : 0;
        sizes.merge(outcome.plan().nodes(), 1, Integer::sum);
        outcome.transitions().forEach((t, n) -> transitions.merge(t, n, Integer::sum));
        outcome.faults().forEach((f, n) -> faults.merge(f, n, Integer::sum));
        Violation violation = outcome.violation();
        if (violation != null) {
            failures.add("seed " + outcome.seed() + " " + violation.invariant());
        }
    }

    /** One line for each seed that did not hold. */
    List<String> failures() {
        return failures;
    }

    long elections() {
        return elections;
    }

    /** How many clusters came back as far as they could without an operator who accepts a loss. */
    long leftToAnOperator() {
        return consentNeeded;
    }

    /** How many reads on standbys lacked something acknowledged. */
    long readsBehind() {
        return readsBehind;
    }

    /** How many reads on lost primaries did. */
    long readsStale() {
        return readsStale;
    }

    Map<Transition, Integer> transitions() {
        return transitions;
    }

    Map<FaultKind, Integer> faults() {
        return faults;
    }

    /** How many clusters had how many nodes. */
    Map<Integer, Integer> sizes() {
        return sizes;
    }

    String summary() {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        return String.format(
                Locale.ROOT,
                "%d seeds, %d to %d, %d elections, %d steps, %d acknowledged commits, %d reads (%d behind on standbys,"
                        + " %d stale on lost primaries), %.0f simulated minutes in %.1f s:"
                        + " %.0f elections per second%nclusters by nodes: %s%nfaults: %s%ntransitions: %s%nleft to an operator: %d%s",
                runs,
                firstSeed,
                lastSeed,
                elections,
                steps,
                acknowledged,
                reads,
                readsBehind,
                readsStale,
                micros / 60e6,
                seconds,
                elections / seconds,
                words(sizes),
                words(faults),
                words(transitions),
                consentNeeded,
                failures.isEmpty() ? "" : "\nfailed: " + String.join(", ", failures));
    }

    private static String words(Map<?, Integer> counts) {
        return counts.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }
}
