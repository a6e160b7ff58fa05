package io.bascule.lab.chaos.history;

import java.util.List;
import java.util.Map;

/**
 * What is there once all clients have ended.
 *
 * @param rows the ids of the inserted rows, each as often as it is there
 * @param transfers the noted transfers, each as often as it is there
 * @param balances of each account
 * @param counters by key, with the id of the swap that wrote the value (0: the beginning)
 */
public record FinalState(
        List<Long> rows, List<Long> transfers, Map<Integer, Long> balances, Map<Integer, Counter> counters) {
    public FinalState {
        rows = List.copyOf(rows);
        transfers = List.copyOf(transfers);
        balances = Map.copyOf(balances);
        counters = Map.copyOf(counters);
    }

    /** @param swap the id of the swap that wrote {@code value} */
    public record Counter(long value, long swap) {}
}
