package io.bascule.executor;

import io.bascule.core.node.Disk;
import io.bascule.core.node.Disk.Data;
import io.bascule.core.node.NodeView;
import io.bascule.core.node.Postgres;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.Quorum;
import io.bascule.events.WalPosition;
import io.bascule.executor.LocalPostgres.Look;
import org.jspecify.annotations.Nullable;

/** Turns a {@link Sight} into what is announced. */
final class MemberStates {
    private MemberStates() {}

    /** @param busy whether a data directory is being made */
    static MemberState of(Node node, Sight sight, PrimaryDuty duty, boolean busy, String doing) {
        Disk disk = sight.view().disk();
        Postgres postgres = sight.view().postgres();
        Look look = sight.look();
        boolean hasData = disk.data() == Data.PRESENT || disk.data() == Data.FRESH;
        Role role = !hasData ? Role.NONE : disk.standby() ? Role.STANDBY : Role.PRIMARY;
        WalPosition position = disk.position();
        var following = postgres.following();
        return new MemberState(
                node.name(),
                disk.instance(),
                node.address(),
                disk.systemIdentifier(),
                process(sight, hasData, busy),
                role,
                disk.timeline(),
                position == null ? WalPosition.NONE : position,
                role == Role.PRIMARY ? disk.primaryTerm() : 0,
                duty.writableInTerm(),
                duty.fork(),
                sight.shutdownLsn(),
                duty.appliedQuorum(),
                duty.settledQuorum(),
                role == Role.STANDBY && following != null ? following.node() : null,
                isStreaming(look),
                duty.standbys(),
                disk.promisedTerm(),
                sight.seen(),
                doing,
                role == Role.PRIMARY ? quorum(sight.view()) : null);
    }

    /** R7: whom its commits wait for, also where the store has forgotten it. */
    private static @Nullable Quorum quorum(NodeView view) {
        ClusterRecord record = view.record();
        return record != null && record.primary().equals(view.disk().instance()) ? record.quorum() : null;
    }

    private static boolean isStreaming(@Nullable Look look) {
        return look != null && look.streaming();
    }

    private static MemberState.Postgres process(Sight sight, boolean hasData, boolean busy) {
        if (busy || sight.view().task() != null) {
            return MemberState.Postgres.BUSY;
        }
        if (!hasData) {
            return MemberState.Postgres.EMPTY;
        }
        return switch (sight.view().postgres().process()) {
            case STARTING -> MemberState.Postgres.STARTING;
            // Until it has ended it may still commit.
            case RUNNING, STOPPING -> MemberState.Postgres.RUNNING;
            case EXITED -> MemberState.Postgres.EXITED;
            case DOWN ->
                sight.shutdownLsn() == null ? MemberState.Postgres.STOPPED : MemberState.Postgres.STOPPED_CLEANLY;
        };
    }
}
