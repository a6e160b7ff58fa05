package io.bascule.executor;

import io.bascule.core.node.TimelineTerms;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Seen;
import io.bascule.events.StoryEvent.NodeRejoined;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the executor must not forget, kept in one file outside PGDATA, so that one write makes it durable.
 *
 * @param disk the identity of the data directory (R3), null while there is none
 * @param making what was begun with the data directory and has not ended
 * @param seen the newest record that was seen (R7)
 * @param promisedTerm it follows nobody of a term below this (R4); on disk before the promise is in the store
 * @param primaryTerm the term in which this disk last was primary, or chosen to be; 0 once it follows
 * @param promotingTerm the term in which its promotion was begun and not seen to end, else 0
 * @param following whom primary_conninfo names; null is the cut
 * @param source whose WAL arrived last, for naming timelines (R5)
 * @param timelines which term made each timeline that this disk has WAL of (R5)
 * @param rejoining how the node is coming back, until it streams; null when it is not
 * @param record the newest record, for a start without etcd (R10)
 */
public record NodeState(
        @Nullable String disk,
        Making making,
        Seen seen,
        long promisedTerm,
        long primaryTerm,
        long promotingTerm,
        @Nullable Upstream following,
        TimelineTerms.Source source,
        Map<Integer, Long> timelines,
        NodeRejoined.@Nullable How rejoining,
        @Nullable ClusterRecord record) {

    public static final NodeState NEW = new NodeState(
            null, Making.NOTHING, Seen.NOTHING, 0, 0, 0, null, TimelineTerms.Source.NONE, Map.of(), null, null);

    /** What has been begun with the data directory. */
    public enum Making {
        NOTHING,
        /** Its files are being written: of no use if this is found at a start. */
        INITDB,
        CLONE,
        REWIND,
        /** Cloned or rewound, not yet seen to be consistent. */
        FRESH
    }

    public NodeState {
        timelines = Map.copyOf(timelines);
        // An older version did not write down the disk: it is asked for again.
        following = following == null || following.primary() == null ? null : following;
    }

    public @Nullable Instance instance(String node) {
        return disk == null ? null : new Instance(node, disk);
    }

    public NodeState withMaking(Making next) {
        return new NodeState(
                disk,
                next,
                seen,
                promisedTerm,
                primaryTerm,
                promotingTerm,
                following,
                source,
                timelines,
                rejoining,
                record);
    }

    public NodeState withSeen(Seen nextSeen, @Nullable ClusterRecord nextRecord) {
        return new NodeState(
                disk,
                making,
                nextSeen,
                promisedTerm,
                primaryTerm,
                promotingTerm,
                following,
                source,
                timelines,
                rejoining,
                nextRecord);
    }

    public NodeState withPromise(long term) {
        return new NodeState(
                disk,
                making,
                seen,
                Math.max(promisedTerm, term),
                primaryTerm,
                promotingTerm,
                following,
                source,
                timelines,
                rejoining,
                record);
    }

    /** Listens to nobody; what arrived before keeps its name. */
    public NodeState cut() {
        return new NodeState(
                disk,
                making,
                seen,
                promisedTerm,
                primaryTerm,
                promotingTerm,
                null,
                source,
                timelines,
                rejoining,
                record);
    }

    /** Streams from {@code upstream}: no primary's disk any more. */
    public NodeState withFollowing(Upstream upstream, long historyTerm) {
        return new NodeState(
                disk,
                making,
                seen,
                promisedTerm,
                0,
                0,
                upstream,
                new TimelineTerms.Source(upstream.term(), historyTerm),
                timelines,
                rejoining,
                record);
    }

    /**
     * About to leave recovery in {@code term}: the WAL to come is of that term, and so is the timeline that is made. Its
     * number may have been given before, by a promotion that ended between its first segment and its history file.
     *
     * @param newestHistory the newest timeline whose history file is there
     */
    public NodeState promoting(long term, int newestHistory) {
        return new NodeState(
                disk,
                making,
                seen,
                promisedTerm,
                term,
                term,
                null,
                new TimelineTerms.Source(term, 0),
                TimelineTerms.beforePromotion(timelines, newestHistory),
                rejoining,
                record);
    }

    /** Runs as the primary of {@code term}. */
    public NodeState asPrimary(long term) {
        return new NodeState(
                disk,
                making,
                seen,
                promisedTerm,
                term,
                0,
                null,
                new TimelineTerms.Source(term, 0),
                timelines,
                rejoining,
                record);
    }

    /** A standby again, whose promotion is over or was stopped before it ended; it still has all of its own term (R1). */
    public NodeState withoutPromotion() {
        return new NodeState(
                disk, making, seen, promisedTerm, primaryTerm, 0, following, source, timelines, rejoining, record);
    }

    public NodeState withTimelines(Map<Integer, Long> next) {
        return new NodeState(
                disk,
                making,
                seen,
                promisedTerm,
                primaryTerm,
                promotingTerm,
                following,
                source,
                next,
                rejoining,
                record);
    }

    public NodeState withRejoining(NodeRejoined.@Nullable How how) {
        return new NodeState(
                disk,
                making,
                seen,
                promisedTerm,
                primaryTerm,
                promotingTerm,
                following,
                source,
                timelines,
                how,
                record);
    }

    /** A new data directory: another identity (R3), nothing remembered of the one before, the promise kept (R4). */
    public NodeState withNewDisk(String identity, Map<Integer, Long> terms) {
        return new NodeState(
                identity, making, seen, promisedTerm, 0, 0, null, TimelineTerms.Source.NONE, terms, rejoining, record);
    }
}
