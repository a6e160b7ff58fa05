package io.bascule.core.elect;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The record of a cluster that has none yet. */
public final class FirstRecord {
    private FirstRecord() {}

    /**
     * The first record, once initdb's winner runs as primary (R8), or nothing.
     *
     * @param claimedBy the node that won the right to run initdb
     */
    public static Optional<ClusterRecord> of(
            String cluster, String claimedBy, Map<String, MemberState> members, String me, String newId) {
        MemberState winner = members.get(claimedBy);
        boolean storeWasEmptied =
                members.values().stream().anyMatch(m -> m.seen().term() > 0);
        if (winner == null
                || storeWasEmptied
                || winner.postgres() != Postgres.RUNNING
                || winner.role() != MemberState.Role.PRIMARY) {
            return Optional.empty();
        }
        Instance instance = Objects.requireNonNull(winner.instance(), "a running primary has a disk");
        String system = Objects.requireNonNull(winner.systemIdentifier(), "a running primary has an identifier");
        return Optional.of(new ClusterRecord(
                cluster,
                system,
                1,
                1,
                Phase.STEADY,
                instance,
                List.of(new Quorum(1, 1, List.of(), 0)),
                List.of(new Timeline(1, 1, Lsn.ZERO)),
                new Decision(newId, Decision.BOOTSTRAP, me, null, null, List.of(claimedBy + " ran initdb"))));
    }
}
