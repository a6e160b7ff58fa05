package io.bascule.lab.chaos;

import io.bascule.lab.chaos.fault.FaultKind;
import io.bascule.lab.chaos.history.Entry;
import io.bascule.lab.chaos.history.Finding;
import io.bascule.lab.chaos.history.History;
import io.bascule.lab.chaos.history.StaleReads;
import io.bascule.lab.show.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param tookMs from the first fault until the last round's cluster was whole
 * @param findings what must not be, from the history's check
 * @param stuck why the cluster did not come back after a round, or what it did not tell, or null
 */
public record ChaosReport(
        long seed,
        long tookMs,
        List<Round> rounds,
        List<Entry> history,
        List<Finding> findings,
        @Nullable String stuck) {
    private static final int SHOWN = 20;
    private static final int OUTAGES_SHOWN = 3;

    public ChaosReport {
        rounds = List.copyOf(rounds);
        history = List.copyOf(history);
        findings = List.copyOf(findings);
    }

    /** Whether all that was acknowledged is there, nothing else is, and the cluster always came back and told. */
    public boolean isClean() {
        return findings.isEmpty() && stuck == null;
    }

    public long falseFailovers() {
        return rounds.stream().filter(Round::falseFailover).count();
    }

    /** The report in text. */
    public String text() {
        Table faults = new Table("fault", "struck", "of them the primary", "rounds with a change of primary");
        for (FaultKind kind : FaultKind.values()) {
            faults.row(
                    kind.words(),
                    count(kind, strike -> true),
                    count(kind, strike -> strike),
                    Long.toString(rounds.stream()
                            .filter(ChaosReport::changed)
                            .filter(round -> round.strikes().stream().anyMatch(strike -> strike.kind() == kind))
                            .count()));
        }
        Table outages = new Table("write outage, ms", "rounds", "median", "99th percentile", "maximum");
        List<Long> writes = acknowledgedWrites();
        row(outages, "rounds with a change of primary", writes, ChaosReport::changed);
        row(outages, "rounds without", writes, round -> !changed(round));
        long failovers = rounds.stream().mapToLong(Round::failovers).sum();
        return faults + System.lineSeparator() + outages + System.lineSeparator()
                + "An outage is the longest time between two acknowledged writes of all clients in a round, faults that no"
                + System.lineSeparator()
                + "cluster can serve through (all nodes, HAProxy frozen) included. The longest:"
                + System.lineSeparator() + longest(writes) + System.lineSeparator()
                + "seed              " + seed + System.lineSeparator()
                + "minutes           " + String.format(Locale.ROOT, "%.1f", tookMs / 60_000.0) + System.lineSeparator()
                + "operations        " + String.format(Locale.ROOT, "%,d", history.size()) + ", of them "
                + String.format(Locale.ROOT, "%,d", writes.size()) + " acknowledged writes"
                + System.lineSeparator()
                + "failovers         " + failovers + ", counted by their terms" + System.lineSeparator()
                + "false failovers   " + falseFailovers() + System.lineSeparator()
                + "stale reads       " + StaleReads.count(history)
                + " on the write port (not promised: an old primary may answer reads until its sessions are cut)"
                + System.lineSeparator()
                + "lost writes       " + count(Finding.Kind.LOST) + System.lineSeparator()
                + "not as promised   " + (findings.isEmpty() ? "0" : findings.size() + ": " + kinds())
                + System.lineSeparator()
                + findings.stream()
                        .limit(SHOWN)
                        .map(finding -> "  " + finding + System.lineSeparator())
                        .collect(Collectors.joining())
                + (stuck == null ? "" : "Did not come back, or did not tell: " + stuck + System.lineSeparator());
    }

    private static boolean changed(Round round) {
        return round.failovers() > 0;
    }

    private long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }

    private String kinds() {
        return findings.stream()
                .collect(Collectors.groupingBy(Finding::kind, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private String count(FaultKind kind, Predicate<Boolean> onPrimary) {
        return Long.toString(rounds.stream()
                .flatMap(round -> round.strikes().stream())
                .filter(strike -> strike.kind() == kind && onPrimary.test(strike.onPrimary()))
                .count());
    }

    private void row(Table table, String words, List<Long> writes, Predicate<Round> wanted) {
        List<Double> outages = rounds.stream()
                .filter(wanted)
                .map(round -> outageMs(round, writes))
                .sorted()
                .toList();
        if (outages.isEmpty()) {
            table.row(words, "0", "-", "-", "-");
            return;
        }
        table.row(
                words,
                Integer.toString(outages.size()),
                whole(percentile(outages, 0.5)),
                whole(percentile(outages, 0.99)),
                whole(outages.getLast()));
    }

    /** With what was struck, so that what is long for no reason is seen. */
    private String longest(List<Long> writes) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble((Round round) -> outageMs(round, writes))
                        .reversed())
                .limit(OUTAGES_SHOWN)
                .map(round -> "%8s ms  %s%n".formatted(whole(outageMs(round, writes)), round.words()))
                .collect(Collectors.joining());
    }

    /** The nearest rank (NIST handbook, 7.2.6.2 names others). */
    private static double percentile(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private double outageMs(Round round, List<Long> writesNanos) {
        long longest = 0;
        long last = round.fromNanos();
        for (long nanos : writesNanos) {
            if (nanos - round.fromNanos() >= 0 && nanos - round.toNanos() <= 0) {
                longest = Math.max(longest, nanos - last);
                last = nanos;
            }
        }
        return longest / 1e6;
    }

    /** When each write was acknowledged, oldest first. */
    private List<Long> acknowledgedWrites() {
        return history.stream()
                .filter(entry -> entry.acknowledged() && History.isWrite(entry))
                .map(Entry::returnedNanos)
                .sorted()
                .toList();
    }

    private static String whole(double ms) {
        return String.format(Locale.ROOT, "%,d", Math.round(ms));
    }
}
