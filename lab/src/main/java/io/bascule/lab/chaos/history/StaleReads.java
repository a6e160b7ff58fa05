package io.bascule.lab.chaos.history;

import io.bascule.lab.chaos.history.Operation.ReadCounter;
import io.bascule.lab.chaos.history.Operation.Swap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads on the write port that missed a write which had been acknowledged before they began. */
public final class StaleReads {
    private StaleReads() {}

    public static long count(List<Entry> history) {
        List<Entry> byTime = new ArrayList<>(history);
        // Answers count when they come, reads when they begin.
        byTime.sort(Comparator.comparingLong(StaleReads::momentNanos));
        Map<Integer, Long> acknowledged = new HashMap<>();
        long stale = 0;
        for (Entry entry : byTime) {
            if (entry.acknowledged() && entry.operation() instanceof Swap swap) {
                acknowledged.merge(swap.key(), swap.to(), Math::max);
            } else if (entry.operation() instanceof ReadCounter read
                    && read.value() < acknowledged.getOrDefault(read.key(), 0L)) {
                stale++;
            }
        }
        return stale;
    }

    private static long momentNanos(Entry entry) {
        return entry.operation() instanceof ReadCounter ? entry.invokedNanos() : entry.returnedNanos();
    }
}
