package io.bascule.simulation.node;

import io.bascule.core.node.Disk;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.simulation.check.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in the store what the node is: a change at once, positions that only moved on every 500 ms. */
final class Announcer {
    private static final long POSITIONS_EVERY_MS = 500;

    private final Self self;
    private @Nullable MemberState last;
    private @Nullable MemberState next;
    private long lastMs;

    Announcer(Self self) {
        this.self = self;
    }

    void offer(Sight sight, boolean busy, boolean positionsMatter) {
        MemberState state = state(sight, busy);
        MemberState before = last;
        if (state.equals(before)) {
            return;
        }
        boolean onlyMoved = before != null && state.withoutDetails().equals(before.withoutDetails());
        if (onlyMoved && !positionsMatter && self.nowMs() - lastMs < POSITIONS_EVERY_MS) {
            return;
        }
        last = state;
        lastMs = self.nowMs();
        boolean waits = next != null;
        next = state;
        if (!waits) {
            self.scene().schedule().in(self.scene().dice().delay(300), self.program(), this::send);
        }
    }

    private void send() {
        MemberState state = next;
        next = null;
        if (state != null) {
            try {
                self.store().announce(state);
            } catch (StoreUnavailableException e) {
                self.scene().story().tell(() -> self.name() + ": announcement not answered");
            }
        }
    }

    private MemberState state(Sight sight, boolean busy) {
        Disk disk = sight.view().disk();
        Role role = disk.role();
        WalPosition position = disk.position();
        var following = sight.view().postgres().following();
        var look = sight.look();
        return new MemberState(
                self.name(),
                disk.instance(),
                self.address(),
                disk.systemIdentifier(),
                sight.view().announced(busy, sight.shutdownLsn()),
                role,
                disk.timeline(),
                position == null ? WalPosition.NONE : position,
                role == Role.PRIMARY ? disk.primaryTerm() : 0,
                self.duty().writableInTerm(),
                self.duty().fork(),
                sight.shutdownLsn(),
                applied(),
                settled(),
                role == Role.STANDBY && following != null ? following.node() : null,
                role == Role.STANDBY && following != null ? following.term() : 0,
                look != null && look.streaming(),
                standbys(sight),
                self.duty().absent(),
                disk.promisedTerm(),
                sight.seen(),
                "",
                sight.view().quorum(),
                sight.settings().durability(),
                sight.settings().acks());
    }

    private long applied() {
        return self.scene().broken(Mutation.APPLIED_IS_SHOWN)
                ? self.duty().shownQuorum()
                : self.duty().appliedQuorum();
    }

    private long settled() {
        return self.scene().broken(Mutation.APPLIED_IS_SHOWN)
                ? self.duty().shownQuorum()
                : self.scene().broken(Mutation.SETTLED_WITHOUT_FLUSH)
                        ? self.duty().appliedQuorum()
                        : self.duty().settledQuorum();
    }

    private List<StreamingStandby> standbys(Sight sight) {
        if (!self.scene().broken(Mutation.CAUGHT_UP_AT_ONCE)) {
            return self.duty().standbys();
        }
        return sight.walsenders().stream()
                .map(w -> new StreamingStandby(w.instance(), w.flush() == null ? Lsn.ZERO : w.flush(), true))
                .toList();
    }
}
