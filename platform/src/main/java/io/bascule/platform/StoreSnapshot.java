package io.bascule.platform;

import io.bascule.core.record.ByNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's keys as the watch last brought them.
 *
 * @param reachable whether the store answered lately (the watch is live, or its last check succeeded)
 * @param etcdClusterId etcd's own identity, hexadecimal; empty before the first answer
 * @param record null where there is none
 * @param recordRevision the record key's modification revision, 0 where there is none
 * @param members by node; those whose lease lives
 * @param promises all promises that stand in the store
 * @param initClaim the node that may run initdb, or null
 */
public record StoreSnapshot(
        boolean reachable,
        String etcdClusterId,
        @Nullable ClusterRecord record,
        long recordRevision,
        Settings settings,
        Map<String, MemberState> members,
        List<Promise> promises,
        @Nullable SwitchoverRequest switchover,
        @Nullable String initClaim) {

    public static final StoreSnapshot EMPTY =
            new StoreSnapshot(false, "", null, 0, Settings.DEFAULTS, Map.of(), List.of(), null, null);

    public StoreSnapshot {
        members = ByNode.copyOf(members);
        promises = List.copyOf(promises);
    }

    /**
     * Whether somebody may have to act on what has changed since {@code before}. Details
     * ({@link MemberState#sameButDetails}) wait for the next look that each service takes by itself; but a switchover that
     * drains waits for positions.
     */
    public boolean isNews(StoreSnapshot before) {
        boolean drains = record != null && record.phase() == Phase.DRAINING;
        return reachable != before.reachable
                || recordRevision != before.recordRevision
                || !etcdClusterId.equals(before.etcdClusterId)
                || !Objects.equals(record, before.record)
                || !settings.equals(before.settings)
                || !promises.equals(before.promises)
                || !Objects.equals(switchover, before.switchover)
                || !Objects.equals(initClaim, before.initClaim)
                || (drains ? !members.equals(before.members) : sayOtherwise(before.members));
    }

    private boolean sayOtherwise(Map<String, MemberState> before) {
        if (members.size() != before.size()) {
            return true;
        }
        for (Map.Entry<String, MemberState> member : members.entrySet()) {
            MemberState now = member.getValue();
            MemberState then = before.get(member.getKey());
            if (now != then && (then == null || !now.sameButDetails(then))) {
                return true;
            }
        }
        return false;
    }

    /** What a node that looks at this has seen (R7). */
    public Seen seen() {
        return record == null
                ? new Seen(etcdClusterId, 0, 0)
                : new Seen(etcdClusterId, record.term(), record.version());
    }
}
