package io.bascule.simulation.check;

import io.bascule.core.elect.Transition;
import io.bascule.core.judge.Reason;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Watches every acknowledgement, record, order and route of a run, and remembers what was acknowledged. */
public final class Invariants {
    private static final int SESSION_LOOKS = 10;

    private final Map<Long, String> acknowledgers = new HashMap<>();
    private final BitSet acknowledged = new BitSet();
    private final Reads reads = new Reads();
    private Function<String, BitSet> commitsOf = node -> new BitSet();
    private Predicate<Instance> isThere = instance -> true;
    private Predicate<Instance> isGoneForLong = instance -> false;
    private final Map<Transition, Integer> transitions = new EnumMap<>(Transition.class);
    private @Nullable ClusterRecord record;
    private long highestTerm;
    private long highestVersion;
    private long terms;

    /** Below which no record may be: {@link #highestTerm}, unless those who had seen that one were away at a reseat. */
    private long floorTerm;

    private boolean recordLost;
    private final Set<Quorum> inVain = new HashSet<>();

    /**
     * @param commits the commits in a node's WAL, by the node's name
     * @param there whether an instance's disk is still there: one that was wiped serves nobody
     * @param goneForLong whether it is no more, and that could have been noticed
     */
    public void watch(Function<String, BitSet> commits, Predicate<Instance> there, Predicate<Instance> goneForLong) {
        commitsOf = commits;
        isThere = there;
        isGoneForLong = goneForLong;
    }

    public int acknowledged() {
        return acknowledged.cardinality();
    }

    /** How many there were: a reseat leaves some out. */
    public long terms() {
        return terms;
    }

    public long highestTerm() {
        return highestTerm;
    }

    public long highestVersion() {
        return highestVersion;
    }

    public Map<Transition, Integer> transitions() {
        return transitions;
    }

    /** etcd was restored from a backup: until it is seated above all terms again, the record proves nothing. */
    public void recordLost(ClusterRecord older) {
        ClusterRecord newest = record;
        recordLost |= newest != null
                && (older.term() < newest.term()
                        || older.term() == newest.term() && older.version() < newest.version());
        record = older;
    }

    /** Whether it was recorded for a primary whose disk had been gone for long: nobody acknowledges under it. */
    public boolean isInVain(Quorum quorum) {
        return inVain.contains(quorum);
    }

    /** Whether nobody has seated the record above all that was seen since. */
    public boolean isRecordLost() {
        return recordLost;
    }

    /** The record was replaced. */
    public void recorded(ClusterRecord next) {
        // Later versions of its term keep the decision.
        boolean reseated =
                next.decision().cause().equals(Decision.RESEAT) && (record == null || record.term() < next.term());
        if (recordLost && (reseated || next.term() > highestTerm)) {
            recordLost = false;
            floorTerm = next.term();
        }
        if (!recordLost && next.term() < floorTerm
                || record != null && next.term() == record.term() && next.version() <= record.version()) {
            throw new Violation(
                    Invariant.TERM_NEVER_GOES_BACK,
                    "term " + next.term() + " version " + next.version() + " after term " + floorTerm);
        }
        boolean opened = record != null && record.phase() == Phase.PROMOTING && next.phase() == Phase.STEADY;
        Transition transition = reseated ? null : transition(record, next);
        if (transition != null) {
            transitions.merge(transition, 1, Integer::sum);
        }
        boolean lossAccepted = next.phase() == Phase.REVOKING
                && next.decision().cause().equals(Decision.ACCEPTED_LOSS)
                && record != null
                && record.term() < next.term();
        if (lossAccepted) {
            acceptLoss(next.quorum());
        }
        boolean isNew = record == null || !record.quorums().contains(next.quorum());
        if (isNew && isGoneForLong.test(next.primary())) {
            inVain.add(next.quorum());
        }
        terms += next.term() > highestTerm ? 1 : 0;
        highestTerm = Math.max(highestTerm, next.term());
        floorTerm = Math.max(floorTerm, next.term());
        highestVersion = Math.max(highestVersion, next.version());
        record = next;
        if (opened && isThere.test(next.primary())) {
            hasEverything(next.primary().node(), "opened in term " + next.term());
        }
    }

    /** What none of those has who are to promise now. */
    private void acceptLoss(Quorum left) {
        BitSet kept = new BitSet();
        left.voters().forEach(voter -> kept.or(commitsOf.apply(voter.node())));
        acknowledged.and(kept);
        reads.acceptLoss(kept);
    }

    /** Which of core's transitions this was, by what it changed. */
    private static @Nullable Transition transition(@Nullable ClusterRecord from, ClusterRecord to) {
        if (from == null) {
            return Transition.BOOTSTRAPPED;
        }
        return switch (from.phase()) {
            case STEADY ->
                switch (to.phase()) {
                    case STEADY ->
                        to.quorums().size() < from.quorums().size()
                                ? Transition.QUORUM_DROPPED
                                : Transition.QUORUM_ADDED;
                    case DRAINING -> Transition.SWITCHOVER_ASKED;
                    case REVOKING -> Transition.SUSPECTED;
                    case PROMOTING -> null;
                };
            case DRAINING ->
                switch (to.phase()) {
                    case STEADY -> Transition.DRAIN_ABANDONED;
                    case REVOKING ->
                        to.decision().cause().equals("switchover")
                                ? Transition.DRAINED
                                : Transition.LOST_WHILE_DRAINING;
                    case DRAINING, PROMOTING -> null;
                };
            case REVOKING -> {
                if (to.phase() != Phase.PROMOTING) {
                    yield to.decision().cause().equals(Decision.ACCEPTED_LOSS) ? Transition.LOSS_ACCEPTED : null;
                }
                yield to.primary().equals(from.primary()) ? Transition.REINSTATED : Transition.ELECTED;
            }
            case PROMOTING ->
                switch (to.phase()) {
                    case STEADY -> Transition.OPENED;
                    case REVOKING -> Transition.CANDIDATE_LOST;
                    case DRAINING, PROMOTING -> null;
                };
        };
    }

    /** @param under the rule that the walsender released it by, or null where nobody was waited for */
    public void acknowledged(String node, long term, long commit, @Nullable Quorum under) {
        String other = acknowledgers.putIfAbsent(term, node);
        if (other != null && !other.equals(node)) {
            throw new Violation(
                    Invariant.ONE_ACKNOWLEDGER_PER_TERM,
                    node + " acknowledges in term " + term + ", in which " + other + " did");
        }
        // A primary that was replaced meanwhile may still hear of commits that its successor has.
        boolean current = record == null || record.term() <= term;
        if (other == null && current) {
            hasEverything(node, "acknowledges in term " + term);
        }
        acknowledged.set(Math.toIntExact(commit));
        reads.acknowledged(term, Math.toIntExact(commit));
        ClusterRecord now = record;
        if (now == null || recordLost) {
            return;
        }
        boolean replaced = now.term() > term && now.phase() != Phase.REVOKING && isThere.test(now.primary());
        if (replaced && !commitsOf.apply(now.primary().node()).get(Math.toIntExact(commit))) {
            throw new Violation(
                    Invariant.ACKNOWLEDGED_IS_KEPT,
                    node + " of term " + term + " acknowledges commit " + commit + ", which "
                            + now.primary().node() + ", chosen for term " + now.term() + ", does not have");
        }
        // Until the next term is opened; from then on a quorum of an older one may leave the list (R1).
        boolean notOpened = now.phase() == Phase.REVOKING || now.phase() == Phase.PROMOTING;
        // A reseat lists what nobody can revoke, for whatever is in use until the primary has taken it up.
        boolean reseat = now.phase() == Phase.STEADY && now.decision().cause().equals(Decision.RESEAT);
        boolean stillListed =
                now.term() == term || now.term() == term + 1 && notOpened || reseat && now.hasPrimary(node);
        if (stillListed && now.quorums().stream().noneMatch(q -> covers(q, under) || reseat && q.acks() == 0)) {
            throw new Violation(
                    Invariant.RECORD_COVERS_QUORUMS,
                    node + " acknowledges under "
                            + Optional.ofNullable(under).map(Quorum::toString).orElse("zero acks")
                            + ", but the record lists " + now.quorums());
        }
    }

    /** An executor stops its PostgreSQL. */
    public void stops(String node, boolean primary, boolean storeAnswers, int streaming) {
        if (primary && !storeAnswers && streaming > 0) {
            throw new Violation(
                    Invariant.SERVES_WITHOUT_STORES,
                    node + " is stopped without etcd's word while " + streaming + " standbys stream from it");
        }
    }

    /** An election copy decides, having seen {@code record} and whether automation is paused. */
    public void decides(ClusterRecord from, boolean paused, ClusterRecord next) {
        boolean suspects = from.phase() == Phase.STEADY && next.phase() == Phase.REVOKING;
        if (suspects && paused) {
            throw new Violation(Invariant.PAUSE_IS_KEPT, "term " + next.term() + " is begun: " + next.decision());
        }
        // No simulated disk stalls.
        if (suspects && next.decision().cause().equals(Reason.WRITES_STALL.name())) {
            throw new Violation(Invariant.WAITING_IS_NO_SIGN, "term " + next.term() + " is begun: " + next.decision());
        }
    }

    private static boolean covers(Quorum listed, @Nullable Quorum used) {
        return used == null ? listed.acks() == 0 : listed.sameRule(used);
    }

    private void hasEverything(String node, String when) {
        BitSet missing = (BitSet) acknowledged.clone();
        missing.andNot(commitsOf.apply(node));
        if (!missing.isEmpty()) {
            throw new Violation(
                    Invariant.ACKNOWLEDGED_IS_KEPT, node + " " + when + " without acknowledged commits " + missing);
        }
    }

    /** At the end of a run. */
    public void finallyHasEverything(String node) {
        hasEverything(node, "is caught up at the end");
    }

    /** @param promised the highest term that the standby's disk has promised in the store */
    public void received(String standby, long promised, String from, long senderTerm) {
        if (senderTerm < promised) {
            throw new Violation(
                    Invariant.PROMISE_IS_KEPT,
                    standby + ", which promised term " + promised + ", receives from " + from + " of term "
                            + senderTerm);
        }
    }

    public void obeyed(String node, String what, long term, long seen, long promised) {
        if (term < seen || term < promised) {
            throw new Violation(
                    Invariant.NO_OLD_ORDER,
                    node + " acts on '" + what + "' of term " + term + ", but has seen term " + seen
                            + " and promised term " + promised);
        }
    }

    /** A client is shown {@code commits}; 0 for the term of a standby. */
    public void read(String node, long primaryOfTerm, boolean sentThere, BitSet commits) {
        reads.read(node, primaryOfTerm, sentThere, commits);
    }

    public Reads reads() {
        return reads;
    }

    /** The router has had another node open for long, has looked so often since, and could have ended this session. */
    public void sessionStays(String node, int looks) {
        if (looks > SESSION_LOOKS) {
            throw new Violation(
                    Invariant.SESSIONS_FOLLOW, "a writers' session on " + node + " is there after " + looks + " looks");
        }
    }

    /** @param known the newest record that this router has seen */
    public void routed(String node, @Nullable ClusterRecord known) {
        if (known == null || known.phase() != Phase.STEADY || !known.hasPrimary(node)) {
            throw new Violation(
                    Invariant.ROUTED_IS_PRIMARY,
                    "the router opens " + node + ", but its record says "
                            + (known == null ? "nothing" : known.phase() + " " + known.primary()));
        }
    }

    /** @param open the nodes that HAProxy sends writers to */
    public void writable(List<String> open) {
        if (open.size() > 1) {
            throw new Violation(Invariant.ROUTED_IS_PRIMARY, "HAProxy sends writers to " + String.join(" and ", open));
        }
    }

    public @Nullable ClusterRecord record() {
        return record;
    }
}
