package io.bascule.core.route;

import io.bascule.core.record.ByNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the store shows.
 *
 * @param reachable whether it answered lately; if not, the rest may be old or empty
 * @param shown which etcd shows which term and version
 * @param members by node; those whose lease lives
 */
public record RouteInput(
        boolean reachable,
        Seen shown,
        @Nullable ClusterRecord record,
        Settings settings,
        Map<String, MemberState> members) {
    public RouteInput {
        members = ByNode.copyOf(members);
    }
}
