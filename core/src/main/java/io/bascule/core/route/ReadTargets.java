package io.bascule.core.route;

import io.bascule.core.record.MemberState;
import io.bascule.core.record.MemberState.Postgres;
import io.bascule.core.record.MemberState.Role;
import io.bascule.core.record.Phase;
import io.bascule.core.route.RouteMemory.Known;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which nodes serve reads. */
final class ReadTargets {
    private ReadTargets() {}

    /**
     * While the record is steady: the fit standbys, else the primary alone. While it is not, nobody streams as it
     * should, so that fitness says nothing: who serves goes on serving as long as it runs, and readers are not thrown
     * out twice.
     *
     * @param ready whether HAProxy lets readers through to a node now
     */
    static Set<String> of(Known known, Predicate<String> ready) {
        var targets = new TreeSet<String>();
        boolean steady = known.record().phase() == Phase.STEADY;
        known.members().forEach((node, member) -> {
            if (steady ? isFit(known, member) : ready.test(node) && mayGoOn(known, member)) {
                targets.add(node);
            }
        });
        if (steady && targets.isEmpty()) {
            targets.add(known.record().primary().node());
        }
        return targets;
    }

    private static boolean isFit(Known known, MemberState member) {
        return isRunningStandby(member)
                && member.streaming()
                && known.record().primary().node().equals(member.following())
                && lagBytes(known.members().get(known.record().primary().node()), member)
                        <= known.settings().readLagBytes();
    }

    private static boolean mayGoOn(Known known, MemberState member) {
        return isRunningStandby(member)
                || known.record().hasPrimary(member.node()) && member.postgres() == Postgres.RUNNING;
    }

    private static boolean isRunningStandby(MemberState member) {
        return member.postgres() == Postgres.RUNNING && member.role() == Role.STANDBY;
    }

    /** How far {@code standby} is behind what the primary announced last; 0 where that is not known or older. */
    private static long lagBytes(@Nullable MemberState primary, MemberState standby) {
        return primary == null
                ? 0
                : Math.max(0, primary.position().lsn().minus(standby.position().lsn()));
    }
}
