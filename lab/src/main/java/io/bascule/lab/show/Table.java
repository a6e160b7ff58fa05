package io.bascule.lab.show;

import java.util.ArrayList;
import java.util.List;

/** A table of text: the first column to the left, the others, which hold numbers or short words, to the right. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    public Table(String first, String... others) {
        row(first, others);
    }

    /** @throws IllegalArgumentException if the row has another number of cells than the head */
    public void row(String first, String... others) {
        String[] cells = new String[others.length + 1];
        cells[0] = first;
        System.arraycopy(others, 0, cells, 1, others.length);
        if (!rows.isEmpty() && rows.getFirst().length != cells.length) {
            throw new IllegalArgumentException(
                    "a row of " + cells.length + " cells in a table of " + rows.getFirst().length);
        }
        rows.add(cells);
    }

    /** The lines, the head underlined. */
    public List<String> lines() {
        int[] widths = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? row[i] + pad : "  " + pad + row[i]);
            }
            lines.add(line.toString().stripTrailing());
            if (lines.size() == 1) {
                lines.add("-".repeat(java.util.Arrays.stream(widths).sum() + 2 * (widths.length - 1)));
            }
        }
        return lines;
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines()) + System.lineSeparator();
    }
}
