package io.bascule.core.record;

/**
 * The newest record that a node has seen, kept outside PGDATA (R7): an etcd that shows less has come back older.
 *
 * @param etcdClusterId etcd's own identity, as hexadecimal digits; empty before anything was seen
 */
public record Seen(String etcdClusterId, long term, long version) {
    public static final Seen NOTHING = new Seen("", 0, 0);

    /**
     * Whether {@code other} shows an older record, or another etcd that has not been seated above this one. Versions grow
     * with every change, so a newer term in a version that was there before was decided from an older record.
     */
    public boolean refuses(Seen other) {
        if (etcdClusterId.isEmpty()) {
            return false;
        }
        if (!etcdClusterId.equals(other.etcdClusterId)) {
            return other.term <= term || other.version <= version;
        }
        boolean same = other.term == term && other.version == version;
        return !same && (other.term < term || other.version <= version);
    }
}
