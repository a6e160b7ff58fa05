package io.bascule.executor;

import io.bascule.core.node.Disk;
import io.bascule.core.node.Postgres;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Role;
import io.bascule.events.WalPosition;
import io.bascule.executor.LocalPostgres.Look;

/** Turns a {@link Sight} into what is announced. */
final class MemberStates {
    private MemberStates() {}

    /** @param busy whether a data directory is being made */
    static MemberState of(Node node, Sight sight, PrimaryDuty duty, boolean busy, String doing) {
        Disk disk = sight.view().disk();
        Postgres postgres = sight.view().postgres();
        Look look = sight.look();
        Role role = disk.role();
        WalPosition position = disk.position();
        var following = postgres.following();
        return new MemberState(
                node.name(),
                disk.instance(),
                node.address(),
                disk.systemIdentifier(),
                sight.view().announced(busy, sight.shutdownLsn()),
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
                role == Role.STANDBY && following != null ? following.term() : 0,
                look != null && look.streaming(),
                duty.standbys(),
                duty.absent(),
                disk.promisedTerm(),
                sight.seen(),
                doing,
                sight.view().quorum(),
                sight.settings().durability(),
                sight.settings().acks());
    }
}
