package io.bascule.core.elect;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.core.record.Promise;
import io.bascule.events.Lsn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is particular to a planned change of primary. */
public final class Switchover {
    private Switchover() {}

    /** Why a switchover to {@code candidate} (null: to any standby) cannot be begun now, or nothing. */
    public static Optional<String> refusal(
            ClusterRecord record, Map<String, MemberState> members, @Nullable String candidate) {
        if (record.quorums().stream().anyMatch(q -> q.acks() == 0)) {
            // R9: lost while it drains, nobody but itself could show that nothing is lost.
            return Optional.of("commits do not wait for a standby yet: try again when one votes");
        }
        MemberState primary = members.get(record.primary().node());
        List<String> ready = primary == null
                ? List.of()
                : primary.standbys().stream()
                        .filter(StreamingStandby::caughtUp)
                        .map(s -> s.instance().node())
                        .toList();
        if (candidate == null) {
            return ready.isEmpty() ? Optional.of("no standby streams from the primary") : Optional.empty();
        }
        if (record.hasPrimary(candidate)) {
            return Optional.of(candidate + " is the primary already");
        }
        if (!members.containsKey(candidate)) {
            return Optional.of(candidate + " is not a member; members are "
                    + members.keySet().stream().sorted().toList());
        }
        return ready.contains(candidate)
                ? Optional.empty()
                : Optional.of(candidate + " does not stream from the primary, or is not caught up");
    }

    /** Whether the candidate, or where none was named some standby, has received the primary's shutdown checkpoint. */
    static boolean candidateHas(View view, Lsn shutdownLsn) {
        String candidate = view.record().decision().candidate();
        return view.members().values().stream()
                .filter(m -> m.role() == MemberState.Role.STANDBY && m.postgres() == Postgres.RUNNING)
                .filter(m -> candidate == null || m.node().equals(candidate))
                .anyMatch(m -> m.position().lsn().atLeast(shutdownLsn));
    }

    /** Whether a standby should be given more time to promise, since it is a better choice than {@code winner}. */
    static boolean waitsForCandidate(View view, Promise winner) {
        if (view.phaseAgeMs() >= view.settings().revokeBoundMs() / 2) {
            return false;
        }
        String candidate = view.record().decision().candidate();
        if (candidate != null && !winner.instance().node().equals(candidate)) {
            return !hasPromised(view, candidate);
        }
        // A stopped primary has nothing to cut and promises first, and its promise alone may do: it would be restarted.
        return winner.primaryOfTerm() > 0
                && view.members().values().stream()
                        .filter(m -> m.role() == MemberState.Role.STANDBY && m.postgres() == Postgres.RUNNING)
                        .anyMatch(m -> !hasPromised(view, m.node()));
    }

    private static boolean hasPromised(View view, String node) {
        return view.standingPromises().stream()
                .anyMatch(p -> p.instance().node().equals(node));
    }
}
