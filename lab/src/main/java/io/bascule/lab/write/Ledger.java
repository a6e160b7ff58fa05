package io.bascule.lab.write;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What writers tried and what was acknowledged to them, to be held against what is there in the end. An attempt that
 * failed may or may not be there: its writer cannot know. Safe for use by several threads.
 */
public final class Ledger {
    private final Set<RowId> attempts = new HashSet<>();
    private final Map<RowId, Long> acknowledgedAt = new HashMap<>();
    private final List<Failure> failures = new ArrayList<>();

    /** The name that a client gives a row: never used twice. */
    public record RowId(int writer, long number) {}

    /** @param atNanos monotonic time at which the writer heard of it */
    public record Acknowledgement(RowId row, long atNanos) {}

    /** An attempt, or a connection, that came to nothing. */
    public record Failure(int writer, long atNanos, String what) {}

    /**
     * The time without writes.
     *
     * @param fromNanos the last acknowledgement before
     * @param toNanos the first acknowledgement after
     */
    public record Gap(long fromNanos, long toNanos) {
        public double ms() {
            return (toNanos - fromNanos) / 1e6;
        }
    }

    /** To be called before the row is sent. */
    public synchronized void attempt(RowId row) {
        if (!attempts.add(row)) {
            throw new IllegalStateException(row + " was tried before");
        }
    }

    public synchronized void acknowledged(RowId row, long atNanos) {
        if (!attempts.contains(row)) {
            throw new IllegalStateException(row + " was acknowledged and never tried");
        }
        acknowledgedAt.put(row, atNanos);
    }

    public synchronized void failed(int writer, long atNanos, String what) {
        failures.add(new Failure(writer, atNanos, what));
    }

    public synchronized int acknowledgedCount() {
        return acknowledgedAt.size();
    }

    public synchronized List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** All acknowledgements, oldest first. */
    public synchronized List<Acknowledgement> acknowledgements() {
        return acknowledgedAt.entrySet().stream()
                .map(entry -> new Acknowledgement(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Acknowledgement::atNanos))
                .toList();
    }

    /**
     * The longest time between two acknowledgements, whoever got them, of which the second came after {@code nanos}.
     *
     * @throws IllegalStateException if fewer than two came
     */
    public Gap longestGap(long nanos) {
        List<Acknowledgement> acknowledgements = acknowledgements();
        Gap longest = null;
        for (int i = 1; i < acknowledgements.size(); i++) {
            Gap gap = new Gap(
                    acknowledgements.get(i - 1).atNanos(),
                    acknowledgements.get(i).atNanos());
            if (gap.toNanos() - nanos > 0 && (longest == null || gap.ms() > longest.ms())) {
                longest = gap;
            }
        }
        if (longest == null) {
            throw new IllegalStateException("no two writes were acknowledged, so there is no gap between them");
        }
        return longest;
    }

    /**
     * Holds what was read back against what was acknowledged.
     *
     * @param rows every row that is there, each as often as it is there
     */
    public synchronized Audit audit(Collection<RowId> rows) {
        Map<RowId, Integer> found = new HashMap<>();
        rows.forEach(row -> found.merge(row, 1, Integer::sum));
        return new Audit(
                attempts.size(),
                acknowledgedAt.size(),
                sorted(acknowledgedAt.keySet().stream()
                        .filter(row -> !found.containsKey(row))
                        .toList()),
                sorted(found.entrySet().stream()
                        .filter(entry -> entry.getValue() > 1)
                        .map(Map.Entry::getKey)
                        .toList()),
                sorted(found.keySet().stream()
                        .filter(row -> !attempts.contains(row))
                        .toList()),
                (int) found.keySet().stream()
                        .filter(row -> attempts.contains(row) && !acknowledgedAt.containsKey(row))
                        .count());
    }

    private static List<RowId> sorted(Collection<RowId> rows) {
        return rows.stream()
                .sorted(Comparator.comparingInt(RowId::writer).thenComparingLong(RowId::number))
                .toList();
    }
}
