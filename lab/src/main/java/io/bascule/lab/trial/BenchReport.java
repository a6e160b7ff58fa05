package io.bascule.lab.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bascule.lab.fault.Fault;
import io.bascule.lab.show.Table;
import io.bascule.lab.story.Milestone;
import io.bascule.platform.Json;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The benchmark's result, as a table and as JSON. */
public final class BenchReport {
    private final Map<Fault, List<Trial>> trials;

    /** @param trials by fault, in the order of the report; at least one each */
    public BenchReport(Map<Fault, List<Trial>> trials) {
        this.trials = new LinkedHashMap<>(trials);
    }

    /** Whether no run lost or doubled a row. */
    public boolean isClean() {
        return trials.values().stream()
                .flatMap(List::stream)
                .allMatch(trial -> trial.audit().isClean());
    }

    public String tables() {
        Table outages =
                new Table("write outage, ms", "runs", "median", "min", "max", "lost", "doubled", "Patroni 4.1.4");
        Table ways = new Table("where the time goes, ms", words());
        trials.forEach((fault, runs) -> {
            Statistics outage = outage(runs);
            outages.row(
                    fault.words(),
                    Integer.toString(outage.runs()),
                    whole(outage.medianMs()),
                    whole(outage.minMs()),
                    whole(outage.maxMs()),
                    Long.toString(lost(runs)),
                    Long.toString(doubled(runs)),
                    patroniMs(fault) instanceof Integer ms ? whole(ms) : "-");
            Map<Milestone, Double> medians = milestones(runs);
            String[] cells = new String[Milestone.values().length];
            for (Milestone milestone : Milestone.values()) {
                Double median = medians.get(milestone);
                cells[milestone.ordinal()] = median == null ? "-" : whole(median);
            }
            ways.row(fault.words(), cells);
        });
        return outages + System.lineSeparator() + ways + System.lineSeparator()
                + "Outage: the longest time between two acknowledgements, over four writers 10 ms apart. The second table:"
                + System.lineSeparator()
                + "medians since the last acknowledgement before the outage. Patroni: its tightest settings with quorum"
                + System.lineSeparator() + "commit, on the machine of the README's table." + System.lineSeparator();
    }

    public String json() {
        Map<String, Object> faults = new LinkedHashMap<>();
        trials.forEach((fault, runs) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            Statistics outage = outage(runs);
            one.put("runs", outage.runs());
            one.put("medianMs", rounded(outage.medianMs()));
            one.put("minMs", rounded(outage.minMs()));
            one.put("maxMs", rounded(outage.maxMs()));
            one.put(
                    "runsMs",
                    runs.stream().map(trial -> rounded(trial.outageMs())).toList());
            Map<String, Double> medians = new LinkedHashMap<>();
            milestones(runs).forEach((milestone, median) -> medians.put(milestone.words(), rounded(median)));
            one.put("sinceLastWriteMedianMs", medians);
            one.put(
                    "acknowledged",
                    runs.stream().mapToLong(t -> t.audit().acknowledged()).sum());
            one.put("lost", lost(runs));
            one.put("doubled", doubled(runs));
            one.put("patroni414MedianMs", patroniMs(fault));
            faults.put(fault.option(), one);
        });
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("faults", faults));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of plain numbers cannot be written", e);
        }
    }

    private static Statistics outage(List<Trial> runs) {
        return Statistics.of(runs.stream().map(Trial::outageMs).toList());
    }

    private static Map<Milestone, Double> milestones(List<Trial> runs) {
        Map<Milestone, List<Double>> all = new EnumMap<>(Milestone.class);
        for (Milestone milestone : Milestone.values()) {
            List<Double> passed = runs.stream()
                    .map(Trial::milestones)
                    .filter(milestones -> milestones.containsKey(milestone))
                    .map(milestones -> milestones.get(milestone))
                    .toList();
            if (!passed.isEmpty()) {
                all.put(milestone, passed);
            }
        }
        return all.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> Statistics.of(entry.getValue()).medianMs(),
                        (a, b) -> a,
                        () -> new EnumMap<>(Milestone.class)));
    }

    private static long lost(List<Trial> runs) {
        return runs.stream().mapToLong(trial -> trial.audit().lost().size()).sum();
    }

    private static long doubled(List<Trial> runs) {
        return runs.stream().mapToLong(trial -> trial.audit().doubled().size()).sum();
    }

    /**
     * What Patroni 4.1.4 at its tightest settings, with a quorum commit, needed on the same machine under the same kind
     * of client (medians): measured beside this project, see the README.
     */
    private static @Nullable Integer patroniMs(Fault fault) {
        return switch (fault) {
            case SWITCHOVER -> 3188;
            case POSTMASTER -> 3140;
            case NODE -> 20_301;
            case CUT -> 22_189;
            case FROZEN -> 22_220;
            case NODE_WITHOUT_KAFKA, MACHINE -> null;
        };
    }

    private static String[] words() {
        return Arrays.stream(Milestone.values()).map(Milestone::words).toArray(String[]::new);
    }

    private static double rounded(double ms) {
        return Math.round(ms * 10) / 10.0;
    }

    private static String whole(double ms) {
        return String.format(Locale.ROOT, "%,d", Math.round(ms));
    }
}
