package io.bascule.events;

import java.util.Comparator;

/**
 * How far a node's write-ahead log goes: the term whose primary wrote its last record, then the LSN. Two candidates in
 * a row can make the same timeline number, so LSNs compare only within a term (R5).
 *
 * @param term the term of the last WAL on the node, 0 when unknown
 * @param lsn the end of that WAL
 */
public record WalPosition(long term, Lsn lsn) implements Comparable<WalPosition> {
    public static final WalPosition NONE = new WalPosition(0, Lsn.ZERO);

    private static final Comparator<WalPosition> ORDER =
            Comparator.comparingLong(WalPosition::term).thenComparing(WalPosition::lsn);

    @Override
    public int compareTo(WalPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return lsn + " of term " + term;
    }
}
