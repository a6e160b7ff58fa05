package io.bascule.core.node;

import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState.AbsentVoter;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For how long each voter of a primary's quorum has not streamed from it, by the primary's own looks: only a primary that
 * lived to see it says that a voter is lost, so the last word of a dead one never weakens its quorum.
 *
 * @param forMs the voters that did not stream at the last look
 * @param lookedMs when that was, on the primary's monotonic clock
 */
public record AbsentVoters(Map<Instance, Long> forMs, long lookedMs) {
    public static final AbsentVoters NONE = new AbsentVoters(Map.of(), 0);

    /** No look counts for more: what a process missed while it was paused is no sign against a standby. */
    private static final long LOOK_MOST_MS = 500;

    /** The longest that any setting asks for; an idle primary need not announce more. */
    private static final long COUNTED_MOST_MS = 600_000;

    public AbsentVoters {
        forMs = Map.copyOf(forMs);
    }

    /** @param streaming who streams now */
    public AbsentVoters look(Collection<Instance> voters, Collection<Instance> streaming, long nowMs) {
        long passedMs = Math.clamp(nowMs - lookedMs, 0, LOOK_MOST_MS);
        Map<Instance, Long> next = new HashMap<>();
        for (Instance voter : voters) {
            if (!streaming.contains(voter)) {
                Long before = forMs.get(voter);
                next.put(voter, before == null ? 0 : Math.min(before + passedMs, COUNTED_MOST_MS));
            }
        }
        return new AbsentVoters(next, nowMs);
    }

    /** As it is announced, in a fixed order. */
    public List<AbsentVoter> announced() {
        if (forMs.isEmpty()) {
            return List.of();
        }
        return forMs.entrySet().stream()
                .map(entry -> new AbsentVoter(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(absent -> absent.instance().applicationName()))
                .toList();
    }
}
