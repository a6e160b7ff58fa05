package io.bascule.lab.trial;

import java.util.Collection;
import java.util.List;

/** Median, minimum and maximum of some runs, in ms. */
public record Statistics(double medianMs, double minMs, double maxMs, int runs) {
    /** @throws IllegalArgumentException for no runs */
    public static Statistics of(Collection<Double> valuesMs) {
        if (valuesMs.isEmpty()) {
            throw new IllegalArgumentException("no runs");
        }
        List<Double> sorted = valuesMs.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Statistics(median, sorted.getFirst(), sorted.getLast(), sorted.size());
    }
}
