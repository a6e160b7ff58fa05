package io.bascule.core.elect;

import io.bascule.core.judge.Knowledge;
import io.bascule.core.judge.Verdict;
import io.bascule.core.record.ByNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that one decision is made from; the record in it is the one that the compare-and-set compares with.
 *
 * @param members those whose lease lives
 * @param promises every promise that stands in the store
 * @param verdict the judgement on {@code record.primary()}
 * @param phaseAgeMs for how long this copy has seen this phase of this term
 * @param nowMs on this copy's monotonic clock, that of {@code known}
 * @param etcdClusterId the store's own identity (R7)
 * @param seenHere the newest record that this copy has seen while it ran
 * @param me the deciding copy
 * @param newId a fresh id for a new decision
 */
public record View(
        ClusterRecord record,
        Settings settings,
        Map<String, MemberState> members,
        List<Promise> promises,
        @Nullable SwitchoverRequest switchover,
        Verdict verdict,
        Knowledge known,
        long phaseAgeMs,
        long nowMs,
        String etcdClusterId,
        Seen seenHere,
        String me,
        String newId) {

    public View {
        members = ByNode.copyOf(members);
        promises = List.copyOf(promises);
    }

    /** The member that is this very instance, if its lease lives. */
    Optional<MemberState> member(Instance instance) {
        return Optional.ofNullable(members.get(instance.node())).filter(m -> instance.equals(m.instance()));
    }

    /** The promises of the record's term that count: from nodes that still are what they promised as (R3). */
    List<Promise> standingPromises() {
        return promises.stream()
                .filter(p -> p.term() == record.term() && member(p.instance()).isPresent())
                .toList();
    }
}
