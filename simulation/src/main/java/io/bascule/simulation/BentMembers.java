package io.bascule.simulation;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.AbsentVoter;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.events.WalPosition;
import io.bascule.platform.StoreSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members that say something else than they did, for {@link BentStore}. */
final class BentMembers {
    private BentMembers() {}

    /** The primary's absent voters, absent for longer by {@code sinceMs}. */
    static Map<String, MemberState> absentForLonger(StoreSnapshot s, ClusterRecord record, long sinceMs) {
        MemberState primary = s.members().get(record.primary().node());
        if (primary == null) {
            return s.members();
        }
        Map<String, MemberState> members = new HashMap<>(s.members());
        List<AbsentVoter> absent = primary.absent().stream()
                .map(each -> new AbsentVoter(each.instance(), each.forMs() + sinceMs))
                .toList();
        members.put(primary.node(), like(primary, primary.position(), 0, absent, primary.seen(), null));
        return members;
    }

    /** The primary with the settings as they are. */
    static Map<String, MemberState> answering(StoreSnapshot s, ClusterRecord record) {
        MemberState primary = s.members().get(record.primary().node());
        if (primary == null) {
            return s.members();
        }
        Map<String, MemberState> members = new HashMap<>(s.members());
        members.put(
                primary.node(), like(primary, primary.position(), 0, primary.absent(), primary.seen(), s.settings()));
        return members;
    }

    /** Members that have seen no more than what is shown. */
    static Map<String, MemberState> forgetful(StoreSnapshot s) {
        Map<String, MemberState> members = new HashMap<>();
        s.members().forEach((node, m) -> members.put(node, like(m, m.position(), s.seen())));
        return members;
    }

    /** Members that all say they are on the primary's timeline. */
    static Map<String, MemberState> knowing(StoreSnapshot s, ClusterRecord record) {
        MemberState primary = s.members().get(record.primary().node());
        if (primary == null) {
            return s.members();
        }
        long term = primary.position().term();
        Map<String, MemberState> members = new HashMap<>();
        s.members()
                .forEach((node, m) -> members.put(
                        node,
                        like(m, new WalPosition(term, m.position().lsn()), record.term(), m.absent(), m.seen(), null)));
        return members;
    }

    private static MemberState like(MemberState m, WalPosition position, Seen seen) {
        return like(m, position, m.followingTerm(), m.absent(), seen, null);
    }

    private static MemberState like(
            MemberState m,
            WalPosition position,
            long followingTerm,
            List<AbsentVoter> absent,
            Seen seen,
            @Nullable Settings read) {
        return new MemberState(
                m.node(),
                m.instance(),
                m.address(),
                m.systemIdentifier(),
                m.postgres(),
                m.role(),
                m.timeline(),
                position,
                m.primaryTerm(),
                m.writableInTerm(),
                m.forkLsn(),
                m.shutdownLsn(),
                m.appliedQuorum(),
                m.settledQuorum(),
                m.following(),
                followingTerm,
                m.streaming(),
                m.standbys(),
                absent,
                m.promisedTerm(),
                seen,
                m.doing(),
                m.quorum(),
                read == null ? m.durability() : read.durability(),
                read == null ? m.acks() : read.acks());
    }
}
