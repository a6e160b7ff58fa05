package io.bascule.core.record;

import java.util.List;
import java.util.Optional;

/**
 * The cluster's truth, one document in etcd, changed only by compare-and-set under the cluster's lock.
 *
 * @param cluster the cluster's name
 * @param systemIdentifier PostgreSQL's, as initdb made it; a data directory with another one is refused
 * @param version grows by one with every change of the record
 * @param term grows by one with every change of primary, never goes back; the fencing token of every order
 * @param primary who is primary; while REVOKING who was, while PROMOTING who is to be
 * @param quorums every quorum that may still have acknowledged something only it holds (R1); the last one is the one
 *     that the primary is to use
 * @param timelines which term made which timeline, oldest first
 */
public record ClusterRecord(
        String cluster,
        String systemIdentifier,
        long version,
        long term,
        Phase phase,
        Instance primary,
        List<Quorum> quorums,
        List<Timeline> timelines,
        Decision decision) {

    public ClusterRecord {
        quorums = List.copyOf(quorums);
        timelines = List.copyOf(timelines);
        if (quorums.isEmpty()) {
            throw new IllegalArgumentException("a record without a quorum");
        }
    }

    /** The quorum that the primary is to use. */
    public Quorum quorum() {
        return quorums.getLast();
    }

    public boolean hasPrimary(String node) {
        return primary.node().equals(node);
    }

    /** The term that made {@code timeline}, if the history knows it. */
    public Optional<Timeline> timeline(int id) {
        return timelines.stream().filter(t -> t.id() == id).findFirst();
    }

    /** The newest timeline of the history. */
    public Timeline newestTimeline() {
        return timelines.getLast();
    }
}
