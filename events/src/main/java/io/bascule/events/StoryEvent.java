package io.bascule.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a cluster, on {@link Topic#EVENTS}. Read in order they tell the story of a failover. */
public sealed interface StoryEvent extends Event {
    /** The term in which it happened. */
    long term();

    /** The first node's data directory was made. */
    record ClusterBootstrapped(String cluster, long term, String node, String systemIdentifier) implements StoryEvent {}

    /** An executor saw its postmaster end without having asked for it. */
    record PostmasterExited(String cluster, long term, String node, boolean wasPrimary) implements StoryEvent {}

    /** The primary is judged lost. {@code reason} is one of the judgement's closed list, {@code evidence} is for people. */
    record PrimarySuspected(String cluster, long term, String primary, String reason, List<String> evidence)
            implements StoryEvent {}

    /** A switchover was asked for; {@code candidate} is null where any standby will do. */
    record SwitchoverStarted(
            String cluster,
            long term,
            String primary,
            @Nullable String candidate,
            String requestedBy) implements StoryEvent {}

    /** An operator's request that had been taken was not carried out; {@code id} is what its asking was answered with. */
    record RequestRefused(String cluster, long term, String id, String requestedBy, String because)
            implements StoryEvent {}

    /** A switchover or a revocation ended with the old primary back in service. */
    record PrimaryReinstated(String cluster, long term, String primary, String because) implements StoryEvent {}

    /** The standbys were told to stop listening to {@code primary}. {@code term} is the new term. */
    record RevocationStarted(String cluster, long term, String primary, String cause) implements StoryEvent {}

    /** A node promised to follow nobody of a term below {@code term}. */
    record PromiseGiven(String cluster, long term, String node, WalPosition position) implements StoryEvent {}

    /** A revocation lacks promises for longer than its bound; people are needed. {@code missing} names the nodes. */
    record RevocationStalled(String cluster, long term, List<String> missing, String wayOut) implements StoryEvent {}

    /** The new primary was chosen. */
    record PromotionOrdered(String cluster, long term, String candidate, WalPosition position, String because)
            implements StoryEvent {}

    /** PostgreSQL left recovery on the candidate and takes writes. */
    record PrimaryPromoted(String cluster, long term, String node, int timeline, Lsn forkLsn, long tookMs)
            implements StoryEvent {}

    /** The record says that {@code primary} serves in this term. */
    record PrimarySteady(String cluster, long term, String primary, int timeline) implements StoryEvent {}

    /** A router ended its sessions to {@code node}. */
    record SessionsCut(String cluster, long term, String router, String node, int sessions) implements StoryEvent {}

    /** A router lets writers through to {@code primary}. */
    record WritesRouted(String cluster, long term, String router, String primary) implements StoryEvent {}

    /** The quorums in the record changed; each is written as {@code ANY acks (voters)}. */
    record QuorumsChanged(String cluster, long term, long version, List<String> quorums, String because)
            implements StoryEvent {}

    /** A node streams from this term's primary again. */
    record NodeRejoined(String cluster, long term, String node, How how) implements StoryEvent {
        /** What it took to make the node a standby of this term. */
        public enum How {
            FOLLOWED,
            REWOUND,
            CLONED
        }
    }

    /**
     * WAL that only {@code node} had was copied aside before it was erased.
     *
     * @param commits how many transactions clients had committed in it; -1 where they could not be counted
     */
    record WalKept(String cluster, long term, String node, String folder, Lsn from, Lsn to, long commits)
            implements StoryEvent {
        /** Of {@link #commits}. */
        public static final long NOT_COUNTED = -1;

        /** {@link #commits} in words. */
        public String commitsInWords() {
            return commits == NOT_COUNTED
                    ? "commits that could not be counted"
                    : commits == 0 ? "no commit of a client" : commits == 1 ? "1 commit" : commits + " commits";
        }
    }

    /** A failover cannot happen, or is needed and cannot: people are needed. */
    record FailoverBlocked(String cluster, long term, String why, String wayOut) implements StoryEvent {}

    /** What blocked failover is over. */
    record FailoverUnblocked(String cluster, long term) implements StoryEvent {}

    /** A node cannot do what the record asks; {@code what} is one sentence with the way out. */
    record NodeNeedsHelp(String cluster, long term, String node, String what) implements StoryEvent {}
}
