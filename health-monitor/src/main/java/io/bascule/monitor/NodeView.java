package io.bascule.monitor;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.events.Lsn;
import io.bascule.events.Probe.Reach;
import io.bascule.events.Probe.Role;
import org.jspecify.annotations.Nullable;

/**
 * What is known of this node when a role check asks.
 *
 * @param status what PostgreSQL answered last
 * @param record the newest record seen; with etcd away it stands, as nobody demotes a healthy primary because a store is
 *     away (R10)
 * @param primaryLsn how far the primary's WAL went
 * @param loopIdleMs for how long the monitor's loop has not come round
 */
record NodeView(
        String cluster,
        String node,
        Reach reach,
        @Nullable OwnStatus status,
        @Nullable ClusterRecord record,
        boolean storeReachable,
        @Nullable Lsn primaryLsn,
        long loopIdleMs) {

    boolean answers() {
        return reach == Reach.ANSWERS && status != null;
    }

    /** Whether it serves writes: PostgreSQL says so and the record has said so. */
    boolean isPrimary() {
        return answers(Role.PRIMARY) && record != null && record.phase() == Phase.STEADY && record.hasPrimary(node);
    }

    boolean isStandby() {
        return answers(Role.STANDBY);
    }

    boolean isStreamingStandby() {
        return isStandby() && status != null && status.streaming();
    }

    /** Whether commits may wait for it: a voter of the quorum that the primary is to use. */
    boolean isVoter() {
        return record != null
                && record.quorum().acks() > 0
                && record.quorum().voters().stream()
                        .anyMatch(voter -> voter.node().equals(node));
    }

    /** Bytes of WAL that it has not replayed, at least 0; null where that is not known. */
    @Nullable
    Long lagBytes() {
        Lsn replayed = status == null ? null : status.replayedLsn();
        return replayed == null || primaryLsn == null ? null : Math.max(0, primaryLsn.minus(replayed));
    }

    private boolean answers(Role role) {
        return answers() && status != null && status.role() == role;
    }
}
