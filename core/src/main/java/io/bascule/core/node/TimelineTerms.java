package io.bascule.core.node;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Timeline;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which term made each timeline that a disk has WAL of (R5): two candidates in a row may both make timeline 2, and only
 * what the node itself saw tells them apart.
 */
public final class TimelineTerms {
    private TimelineTerms() {}

    /**
     * Whose WAL arrives on a disk.
     *
     * @param term the term of the primary that is followed, or in which this node is or becomes primary; 0 if none
     * @param historyTerm the newest term whose timelines that primary had when it was chosen: newer ones in the record
     *     may have been made by somebody it never followed
     */
    public record Source(long term, long historyTerm) {
        public static final Source NONE = new Source(0, 0);
    }

    /** The term of {@code timeline}: what the disk remembers, else what the history knows, else the source's. */
    public static long termOf(
            int timeline, Map<Integer, Long> remembered, @Nullable ClusterRecord record, Source source) {
        Long known = remembered.get(timeline);
        if (known != null || record == null) {
            return known != null ? known : source.term();
        }
        // The record knows a candidate's last timeline when it is chosen. One before it that is not in the record was
        // made by a promotion that had to be begun again in the same term.
        return record.timelines().stream()
                .filter(t -> t.id() >= timeline && t.term() <= source.historyTerm())
                .mapToLong(Timeline::term)
                .findFirst()
                .orElse(source.term());
    }

    /** {@code remembered} with {@code timeline} named; the same map where nothing is to be learnt. */
    public static Map<Integer, Long> learn(
            int timeline, Map<Integer, Long> remembered, @Nullable ClusterRecord record, Source source) {
        long term = termOf(timeline, remembered, record, source);
        if (timeline == 0 || term == 0 || remembered.containsKey(timeline)) {
            return remembered;
        }
        Map<Integer, Long> more = new TreeMap<>(remembered);
        more.put(timeline, term);
        return Map.copyOf(more);
    }

    /**
     * What is still known when a promotion begins: a timeline without a history file does not exist to PostgreSQL, which
     * gives its number to the next one that it makes (StartupXLOG).
     */
    public static Map<Integer, Long> beforePromotion(Map<Integer, Long> remembered, int newestHistory) {
        Map<Integer, Long> known = new TreeMap<>(remembered);
        known.keySet().removeIf(timeline -> timeline > newestHistory);
        return Map.copyOf(known);
    }

    /** What a disk made from the primary of {@code record} remembers: that primary's history. */
    public static Map<Integer, Long> ofCopy(ClusterRecord record) {
        Map<Integer, Long> terms = new TreeMap<>();
        record.timelines().forEach(t -> terms.put(t.id(), t.term()));
        return Map.copyOf(terms);
    }
}
