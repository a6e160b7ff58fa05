package io.bascule.core.elect;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * R7: an etcd that was wiped, or restored from a backup, shows less than the nodes have seen and is refused by them. An
 * operator may seat its record above all of them, where what the nodes announce proves who is primary.
 *
 * <p>The proof: as many voters of a running primary's quorum stream from it, by their own word, as a commit has to wait
 * for. A later primary would have needed promises of so many voters that fewer than that are left to listen, and who
 * promised listens no more, also after a restart (R4). That a newer term was begun meanwhile is no matter. Where commits
 * wait for nobody there is no such proof, only an operator's consent.
 */
public final class Reseat {
    /** What people can do about it. */
    public static final String WAY_OUT = "seat it above what the nodes have seen: ./bascule help reseat";

    /**
     * A restored etcd shows what nodes announced when it was backed up until they do so anew, or until the leases of
     * those that are gone have ended: two seconds, once more behind a change of its leader, and once more behind a
     * revocation that failed (etcd's lessor).
     */
    public static final long ANNOUNCED_ANEW_MS = 10_000;

    /** What a router, or a node that is away, may have seen above all that can be asked; it would refuse the new record. */
    static final int TERMS_UNSEEN = 10;

    static final int VERSIONS_UNSEEN = 100;

    private final String cluster;
    private final @Nullable ClusterRecord shown;
    private final Seen store;
    private final Map<String, MemberState> members;
    private final Seen seenHere;
    private final String me;

    private Reseat(
            String cluster,
            @Nullable ClusterRecord shown,
            String etcdClusterId,
            Map<String, MemberState> members,
            Seen seenHere,
            String me) {
        this.cluster = cluster;
        this.shown = shown;
        this.store =
                shown == null ? new Seen(etcdClusterId, 0, 0) : new Seen(etcdClusterId, shown.term(), shown.version());
        this.members = members;
        this.seenHere = seenHere;
        this.me = me;
    }

    /** What becomes of the wish. */
    public sealed interface Answer {}

    /** @param why one sentence with the way out */
    public record Refused(String why) implements Answer {}

    /** @param next the record to write in place of the one that the store shows */
    public record Seated(ClusterRecord next) implements Answer {}

    /** What stands in the way of everything else, if the store shows less than a member, or this copy, has seen. */
    public static Optional<String> storeCameBackOlder(
            @Nullable ClusterRecord shown,
            String etcdClusterId,
            Map<String, MemberState> members,
            Seen seenHere,
            String me) {
        return new Reseat("", shown, etcdClusterId, members, seenHere, me).cameBackOlder();
    }

    /** The page while there is no record, though somebody has seen one; nothing where all is new. */
    public static Optional<Step.Stay> emptied(
            String cluster, String etcdClusterId, Map<String, MemberState> members, Seen seenHere, String me) {
        long term = Math.max(
                seenHere.term(),
                members.values().stream().mapToLong(m -> m.seen().term()).max().orElse(0));
        return storeCameBackOlder(null, etcdClusterId, members, seenHere, me)
                .map(why -> new Step.Stay(why, new StoryEvent.FailoverBlocked(cluster, term, why, WAY_OUT)));
    }

    /**
     * The record above all that {@code members} and the asking copy have seen, or why there cannot be one.
     *
     * @param shown the store's record, or null
     * @param seenHere the newest record that the copy has seen while it ran
     * @param olderForMs for how long the copy has been shown less than was seen, without a gap
     * @param me that copy
     * @param by the operator, for people
     */
    public static Answer of(
            String cluster,
            @Nullable ClusterRecord shown,
            String etcdClusterId,
            Map<String, MemberState> members,
            Seen seenHere,
            long olderForMs,
            String me,
            String by,
            String newId) {
        return new Reseat(cluster, shown, etcdClusterId, members, seenHere, me).answer(olderForMs, by, newId);
    }

    /** Asked at every look. */
    private Optional<String> cameBackOlder() {
        MemberState newest = null;
        for (MemberState member : members.values()) {
            if (member.seen().refuses(store) && (newest == null || isNewer(member.seen(), newest.seen()))) {
                newest = member;
            }
        }
        if (newest != null) {
            return Optional.of(older(newest.node(), newest.seen()));
        }
        return seenHere.refuses(store) ? Optional.of(older("election copy " + me, seenHere)) : Optional.empty();
    }

    private static boolean isNewer(Seen seen, Seen than) {
        return seen.term() > than.term() || seen.term() == than.term() && seen.version() > than.version();
    }

    private String older(String who, Seen seen) {
        return "etcd " + (shown == null ? "was emptied" : "came back older") + ": " + who + " has seen version "
                + seen.version() + " of term " + seen.term();
    }

    private Answer answer(long olderForMs, String by, String newId) {
        Optional<String> older = cameBackOlder();
        if (older.isEmpty()) {
            return new Refused("no node that answers has seen anything newer than what etcd shows, so there is nothing"
                    + " to reseat");
        }
        if (olderForMs < ANNOUNCED_ANEW_MS) {
            return new Refused(older.get() + ", and what it shows of the nodes may be as old: ask again in "
                    + (ANNOUNCED_ANEW_MS - olderForMs + 999) / 1000 + " s");
        }
        Optional<String> strangers = otherSystems();
        if (strangers.isPresent()) {
            return new Refused(strangers.get());
        }
        long newest = newestTerm();
        Optional<MemberState> latest = members.values().stream()
                .filter(m -> m.role() == Role.PRIMARY && m.postgres() == Postgres.RUNNING)
                .filter(m -> m.promisedTerm() <= m.primaryTerm())
                .max(Comparator.comparingLong(MemberState::primaryTerm));
        if (latest.isEmpty()) {
            return new Refused("nobody who answers serves as primary, so it cannot be told who has every row: bring the"
                    + " primary back, or restore a newer backup of etcd");
        }
        MemberState primary = latest.get();
        Quorum quorum = primary.quorum();
        if (primary.instance() == null || quorum == null) {
            return new Refused("node " + primary.node() + " does not say whom its commits wait for: wait until its"
                    + " executor runs for a moment");
        }
        if (quorum.acks() == 0 && primary.primaryTerm() < newest) {
            return new Refused("node " + primary.node() + " serves as primary of term " + primary.primaryTerm()
                    + " and its commits wait for nobody, and term " + newest + " has been seen: bring that term's"
                    + " primary back, or stop the nodes that have seen it, start the election copies anew, and give up"
                    + " what they have");
        }
        List<String> listening = listening(primary, quorum);
        return listening.size() < quorum.acks()
                ? new Refused("a primary newer than node " + primary.node() + " cannot be ruled out: of " + quorum + " "
                        + (listening.isEmpty() ? "nobody streams" : "only " + listening + " streams")
                        + " from it; bring more of these standbys back")
                : new Seated(seated(primary, quorum, newest + TERMS_UNSEEN, listening, by, newId));
    }

    /** Data of two clusters under one name: one of them was made anew, or a node is where it does not belong. */
    private Optional<String> otherSystems() {
        Map<String, List<String>> bySystem = members.values().stream()
                .filter(m -> m.systemIdentifier() != null)
                .collect(Collectors.groupingBy(
                        m -> Objects.requireNonNull(m.systemIdentifier()),
                        java.util.TreeMap::new,
                        Collectors.mapping(MemberState::node, Collectors.toList())));
        boolean recordIsAnothers = shown != null && !bySystem.containsKey(shown.systemIdentifier());
        return bySystem.size() > 1 || recordIsAnothers
                ? Optional.of("there is data of more than one cluster, by system identifier: " + bySystem
                        + (recordIsAnothers && shown != null ? ", etcd's record is of " + shown.systemIdentifier() : "")
                        + "; stop the nodes that do not belong here")
                : Optional.empty();
    }

    private long newestTerm() {
        return Math.max(
                seenHere.term(),
                members.values().stream()
                        .flatMapToLong(m -> LongStream.of(m.seen().term(), m.promisedTerm(), m.primaryTerm()))
                        .max()
                        .orElse(0));
    }

    /** The voters that stream from the primary as what they are in its quorum, and say so themselves. */
    private List<String> listening(MemberState primary, Quorum quorum) {
        List<Instance> streaming = primary.standbys().stream()
                .map(StreamingStandby::instance)
                .filter(i -> members.get(i.node()) instanceof MemberState m
                        && i.equals(m.instance())
                        && m.streaming()
                        && primary.node().equals(m.following())
                        && m.promisedTerm() <= primary.primaryTerm())
                .toList();
        return quorum.voters().stream()
                .filter(streaming::contains)
                .map(Instance::node)
                .toList();
    }

    /**
     * R1: what older quorums that etcd no longer knows acknowledged is on the primary's disk. They stand as one that
     * nobody can revoke, until the newest is settled.
     */
    private ClusterRecord seated(
            MemberState primary, Quorum quorum, long term, List<String> listening, String by, String newId) {
        long version = Math.max(
                        Math.max(store.version(), seenHere.version()),
                        members.values().stream()
                                .mapToLong(m -> m.seen().version())
                                .max()
                                .orElse(0))
                + VERSIONS_UNSEEN;
        List<Quorum> quorums = new ArrayList<>();
        quorums.add(new Quorum(term, version, List.of(), 0));
        if (quorum.acks() > 0) {
            quorums.add(new Quorum(term, version, quorum.voters(), quorum.acks()));
        }
        // Older timelines are not known any more: whoever is on one of them is cloned (R5).
        List<Timeline> timelines = List.of(new Timeline(
                primary.timeline(),
                primary.position().term(),
                Objects.requireNonNullElse(primary.forkLsn(), Lsn.ZERO)));
        Decision decision = new Decision(
                newId,
                Decision.RESEAT,
                by,
                primary.node(),
                null,
                List.of(
                        cameBackOlder().orElse(""),
                        primary.node() + " serves as primary of term " + primary.primaryTerm(),
                        quorum.acks() == 0
                                ? "its commits wait for nobody, so that no other node was given its office by ./bascule"
                                        + " failover is for you to know: see that every node of the cluster is up"
                                : "of " + quorum + " " + listening + " stream from it"));
        return new ClusterRecord(
                cluster,
                Objects.requireNonNull(primary.systemIdentifier(), "a running primary has an identifier"),
                version,
                term,
                Phase.STEADY,
                Objects.requireNonNull(primary.instance(), "a running primary has a disk"),
                quorums,
                timelines,
                decision);
    }
}
