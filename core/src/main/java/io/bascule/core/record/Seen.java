package io.bascule.core.record;

import java.util.Comparator;

/**
 * The newest record that a node has seen, kept outside PGDATA (R7): an etcd that shows less has come back older.
 *
 * @param etcdClusterId etcd's own identity, as hexadecimal digits; empty before anything was seen
 */
public record Seen(String etcdClusterId, long term, long version) {
    public static final Seen NOTHING = new Seen("", 0, 0);

    private static final Comparator<Seen> ORDER =
            Comparator.comparingLong(Seen::term).thenComparingLong(Seen::version);

    /** Whether {@code other} shows an older record, or another etcd that has not been seated above this term. */
    public boolean refuses(Seen other) {
        if (etcdClusterId.isEmpty()) {
            return false;
        }
        return etcdClusterId.equals(other.etcdClusterId) ? ORDER.compare(other, this) < 0 : other.term <= term;
    }
}
