package io.bascule.lab.write;

import io.bascule.lab.write.Ledger.RowId;
import java.util.List;

/**
 * What became of the rows.
 *
 * @param attempted rows that writers sent
 * @param acknowledged rows whose commit was acknowledged
 * @param lost rows that were acknowledged and are not there
 * @param doubled rows that are there more than once
 * @param strange rows that are there and that nobody sent
 * @param unsureButThere rows that are there although their writer saw a failure: allowed, and worth knowing
 */
public record Audit(
        int attempted,
        int acknowledged,
        List<RowId> lost,
        List<RowId> doubled,
        List<RowId> strange,
        int unsureButThere) {
    private static final int SHOWN = 5;

    public Audit {
        lost = List.copyOf(lost);
        doubled = List.copyOf(doubled);
        strange = List.copyOf(strange);
    }

    public boolean isClean() {
        return acknowledged > 0 && lost.isEmpty() && doubled.isEmpty() && strange.isEmpty();
    }

    @Override
    public String toString() {
        return acknowledged + " rows acknowledged, " + lost.size() + " lost" + some(lost) + ", " + doubled.size()
                + " doubled" + some(doubled)
                + (strange.isEmpty() ? "" : ", " + strange.size() + " strange" + some(strange));
    }

    private static String some(List<RowId> rows) {
        return rows.isEmpty() ? "" : " (the first: " + rows.subList(0, Math.min(SHOWN, rows.size())) + ")";
    }
}
