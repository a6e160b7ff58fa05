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

    /** Whether a standby streams from the steady primary and is not too far behind. */
    static boolean anyFit(Known known) {
        return known.members().values().stream().anyMatch(member -> isFit(known, member));
    }

    /**
     * While the record is steady: the fit standbys, else the primary alone.
     *
     * @param ready whether HAProxy lets readers through to a node now
     * @param inChange whether a change of primary goes on, or may just begin. Then nobody streams as it should, so that
     *     fitness says nothing: who serves goes on serving as long as it runs, and readers are not thrown out twice
     */
    static Set<String> of(Known known, Predicate<String> ready, boolean inChange) {
        var targets = new TreeSet<String>();
        known.members().forEach((node, member) -> {
            if (inChange ? ready.test(node) && mayGoOn(known, member) : isFit(known, member)) {
                targets.add(node);
            }
        });
        if (targets.isEmpty() && known.record().phase() == Phase.STEADY) {
            targets.add(known.record().primary().node());
        }
        return targets;
    }

    /** By the term too: the node that it follows may be another term's primary, with other WAL, than when it was told to. */
    private static boolean isFit(Known known, MemberState member) {
        return isRunningStandby(member)
                && member.streaming()
                && member.followingTerm() == known.record().term()
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
