package io.bascule.lab.cluster;

import io.bascule.core.record.ByNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Settings;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as an election copy sees it.
 *
 * @param copy the copy that answered
 * @param storeReachable whether it reaches etcd
 * @param kafkaSilentMs since when it has heard nothing over Kafka
 * @param verdict its judgement of the primary, in its own words
 * @param record null before the cluster is bootstrapped
 * @param members by node, those whose executor announces itself
 */
public record ClusterState(
        String copy,
        boolean storeReachable,
        long kafkaSilentMs,
        String verdict,
        Settings settings,
        @Nullable ClusterRecord record,
        Map<String, MemberState> members) {

    public ClusterState {
        members = ByNode.copyOf(members);
    }

    /** The node that serves as primary: known only while the record is STEADY. */
    public Optional<String> primary() {
        return record != null && record.phase() == Phase.STEADY
                ? Optional.of(record.primary().node())
                : Optional.empty();
    }

    public long term() {
        return record == null ? 0 : record.term();
    }

    /** How far {@code node} is behind the primary in bytes of WAL; nothing where either is unknown. */
    public Optional<Long> lagBytes(String node) {
        MemberState member = members.get(node);
        MemberState primary =
                record == null ? null : members.get(record.primary().node());
        return member == null || primary == null
                ? Optional.empty()
                : Optional.of(Math.max(
                        0, primary.position().lsn().minus(member.position().lsn())));
    }
}
