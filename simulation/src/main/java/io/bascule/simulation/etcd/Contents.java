package io.bascule.simulation.etcd;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All keys at one revision. */
record Contents(
        long revision,
        String clusterId,
        @Nullable ClusterRecord record,
        long recordRevision,
        Settings settings,
        Map<String, MemberState> members,
        List<Promise> promises,
        @Nullable SwitchoverRequest switchover,
        @Nullable String initClaim,
        long lockRevision) {}
