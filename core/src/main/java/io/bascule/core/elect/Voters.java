package io.bascule.core.elect;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Settings.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which quorum the primary should use. A quorum is added at once and dropped late (R1). */
final class Voters {
    /** More quorums than this are not piled up: each makes a failover harder, and the newest settles soon. */
    private static final int MOST_QUORUMS = 4;

    private Voters() {}

    /** The quorum of a new primary's first moments: those that promised and will follow it. */
    static Quorum ofCandidate(Instance candidate, View view, long term, long version) {
        List<Instance> followers = view.standingPromises().stream()
                .filter(p -> p.primaryOfTerm() == 0)
                .map(Promise::instance)
                .filter(i -> !i.equals(candidate))
                .toList();
        // With nobody to follow, writes wait for a standby (R8, R9); AVAILABLE leaves that in STEADY, by the record.
        return new Quorum(
                term,
                version,
                followers,
                Math.clamp(followers.size(), 1, view.settings().acks()));
    }

    /**
     * The quorum of an old primary that goes on in a new term: while it runs, that of before, and its commits wait for
     * nobody anew. One that is stopped makes a timeline, and who has not promised may not know of the term and take that
     * for the former one's (R3, R5, decision 13): it comes back when it follows in this one. So does whom an operator's
     * consent took for those that are left.
     */
    static Quorum ofReinstated(View view, MemberState old) {
        ClusterRecord record = view.record();
        long version = record.version() + 1;
        boolean goesOn = old.postgres() == MemberState.Postgres.RUNNING
                && !record.decision().cause().equals(Decision.ACCEPTED_LOSS);
        return goesOn || record.quorum().acks() == 0
                ? new Quorum(
                        record.term(),
                        version,
                        record.quorum().voters(),
                        record.quorum().acks())
                : ofCandidate(record.primary(), view, record.term(), version);
    }

    /** A better quorum than the record's newest one, or nothing. */
    static Optional<Quorum> improved(View view, MemberState primary) {
        ClusterRecord record = view.record();
        Quorum now = record.quorum();
        boolean full = record.quorums().size() >= MOST_QUORUMS && canSettle(now, primary);
        if (full || primary.writableInTerm() != record.term()) {
            return Optional.empty();
        }
        List<Instance> voters = new ArrayList<>(now.voters());
        for (StreamingStandby standby : primary.standbys()) {
            boolean isNew = !voters.contains(standby.instance());
            if (isNew && standby.caughtUp() && knowsTimeline(standby.instance(), primary, view)) {
                // The node's former disk is no more (R3).
                voters.removeIf(v -> v.node().equals(standby.instance().node()));
                voters.add(standby.instance());
            }
        }
        primary.absent().stream()
                .filter(absent -> absent.forMs() >= view.settings().voterLostMs())
                .forEach(absent -> voters.remove(absent.instance()));
        Quorum next = new Quorum(record.term(), record.version() + 1, voters, acks(view, now, voters.size()));
        if (next.sameRule(now) || isWorse(next, view)) {
            return Optional.empty();
        }
        boolean isInADeadOnesName = isWeaker(next, now) && !asksForLess(primary, view)
                || !now.voters().containsAll(next.voters()) && !isKnownToLive(primary, view);
        return isInADeadOnesName ? Optional.empty() : Optional.of(next);
    }

    /**
     * A new voter, too, may be the only one to have a commit: in the name of a dead primary, whose last word etcd may show
     * late, none is added (decision 12).
     */
    private static boolean isKnownToLive(MemberState primary, View view) {
        return view.known().saidLately(primary, view.nowMs())
                || view.known().answeredLately(primary.node(), view.nowMs());
    }

    private static boolean isWeaker(Quorum next, Quorum now) {
        List<String> nodes = next.voters().stream().map(Instance::node).toList();
        return next.acks() < now.acks() || now.voters().stream().anyMatch(voter -> !nodes.contains(voter.node()));
    }

    /**
     * Whether the primary lives and has read the settings that are gone by: in the name of a dead one no quorum is made
     * weaker, since no promise could show that it never used that (decision 12).
     */
    private static boolean asksForLess(MemberState primary, View view) {
        return view.known().saidLately(primary, view.nowMs())
                && primary.durability() == view.settings().durability()
                && primary.acks() == view.settings().acks();
    }

    /**
     * R3: by its own word it follows in this term, and is on the primary's timeline. A standby reconnects by itself to a
     * node that has become primary again; while its executor has not seen that, it cannot promise, and takes that timeline,
     * or the next one that is made, for an older term's.
     */
    private static boolean knowsTimeline(Instance standby, MemberState primary, View view) {
        return view.member(standby)
                .filter(m -> m.followingTerm() == view.record().term())
                .filter(m -> m.position().term() == primary.position().term())
                .isPresent();
    }

    /** One that cannot is never settled, so waiting for it would keep every standby out for good. */
    private static boolean canSettle(Quorum quorum, MemberState primary) {
        long streaming = primary.standbys().stream()
                .filter(s -> quorum.voters().contains(s.instance()))
                .count();
        return streaming >= quorum.acks();
    }

    private static int acks(View view, Quorum now, int voters) {
        int wanted = view.settings().acks();
        if (voters == 0) {
            return view.settings().durability() == Durability.AVAILABLE ? 0 : Math.max(1, now.acks());
        }
        return Math.min(wanted, voters);
    }

    /** R8, R9: at QUORUM, losing a voter never lowers the acks; the writes wait instead. */
    private static boolean isWorse(Quorum next, View view) {
        Quorum now = view.record().quorum();
        if (next.voters().isEmpty() && now.voters().isEmpty()) {
            // A first node that is alone stays writable; a candidate without followers goes on waiting.
            return next.acks() > 0;
        }
        boolean operatorLowered = next.acks() == view.settings().acks();
        return view.settings().durability() == Durability.QUORUM
                && next.voters().size() < now.voters().size()
                && (next.acks() < now.acks() && !operatorLowered
                        || next.acks() > next.voters().size());
    }
}
