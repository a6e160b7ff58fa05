package io.bascule.platform;

import io.bascule.core.record.ByNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import java.util.List;
import java.util.Map;
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

    /** What a node that looks at this has seen (R7). */
    public Seen seen() {
        return record == null
                ? new Seen(etcdClusterId, 0, 0)
                : new Seen(etcdClusterId, record.term(), record.version());
    }
}
