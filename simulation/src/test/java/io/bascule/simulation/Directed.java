package io.bascule.simulation;

import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.fault.Fault;
import io.bascule.simulation.fault.FaultKind;
import io.bascule.simulation.fault.Plan;
import java.util.List;

/**
 * Faults written by hand, where chance would need too many runs to bring them together in this order. The dice still say
 * who is primary first and how long everything takes, so that a schedule strikes under some seeds only.
 */
enum Directed {
    /**
     * The old primary, n1, is cut off with the record of its term, which etcd then comes back with; a voter that has lost
     * disk and memory is cloned from it, and is asked for its promise in the name of what it acknowledged to n2.
     */
    CLONED_FROM_A_PRIMARY_OF_BEFORE(
            Mutation.VOTER_IS_A_NODE,
            3,
            1,
            at(4.0, FaultKind.ETCD_RESTORED).other(0).lasts(0.1),
            at(5.0, FaultKind.ETCD_UNREACHED).primary().target(1).other(0).lasts(8.0),
            at(5.0, FaultKind.NODE_FROZEN).primary().lasts(3.0),
            at(9.0, FaultKind.DISK_WIPED).target(2).other(0).lasts(3.0),
            at(10.0, FaultKind.ETCD_RESTORED).other(0).lasts(4.0)),

    /**
     * While the executor of n3 hears nothing from etcd, n1 hands over to n2 and becomes primary again: PostgreSQL on n3 has streamed
     * from it all the time, and alone has the last commits when n1 is lost; but it takes their timeline for term 1's.
     */
    PRIMARY_AGAIN_UNSEEN(
            Mutation.STALE_STANDBY_VOTES,
            4,
            1,
            at(4.0, FaultKind.WATCH_BROKEN).target(2).lasts(3.8),
            at(4.2, FaultKind.SWITCHOVER_ASKED).target(1).other(0),
            at(6.0, FaultKind.SWITCHOVER_ASKED).target(0).other(0),
            at(7.0, FaultKind.LINK_CUT).target(0).other(6).lasts(3.0),
            at(7.0, FaultKind.LINK_CUT).target(0).other(8).lasts(3.0),
            at(7.5, FaultKind.POSTMASTER_KILLED).target(0)),

    /**
     * The executor of n2 stands still while n1 is cut off, revoked, and reinstated; n1 is killed before it takes office,
     * and would make a timeline. PostgreSQL on n2 would stream that by itself, and alone have the last commits when n1 is
     * lost.
     */
    REINSTATED_UNSEEN(
            Mutation.TIMELINE_UNHEARD_OF,
            4,
            1,
            at(4.8, FaultKind.EXECUTOR_FROZEN).target(1).lasts(12.6),
            at(5.0, FaultKind.NODE_ISOLATED).target(0).lasts(2.0),
            at(10.9, FaultKind.EXECUTOR_FROZEN).target(0).lasts(1.6),
            at(12.2, FaultKind.POSTMASTER_KILLED).target(0),
            at(14.0, FaultKind.LINK_CUT).target(0).other(7).lasts(6.0),
            at(14.0, FaultKind.LINK_CUT).target(0).other(8).lasts(6.0),
            at(15.5, FaultKind.POWER_CUT).target(0).lasts(12.0)),

    /**
     * n3 alone follows the first primary on, since its executor is away, as that becomes a standby, primary of term 3 for a
     * moment, and a copy of the primary of term 4, which made timeline 3 as well; the router stands still.
     */
    FOLLOWED_THROUGH_ANOTHER_DISK(
            Mutation.ANY_DISK_STREAMED,
            5,
            2,
            at(5.0, FaultKind.ROUTER_FROZEN).lasts(8.0),
            at(5.4, FaultKind.EXECUTOR_KILLED).target(2).lasts(8.0),
            at(5.5, FaultKind.POSTMASTER_KILLED).primary().lasts(0.03),
            at(6.4, FaultKind.POSTMASTER_KILLED).primary().lasts(0.03),
            at(6.436, FaultKind.POSTMASTER_KILLED).primary().lasts(0.03)),

    /** A primary that is cut off for longer than anybody should read from it. */
    CUT_OFF_FOR_LONG(
            Mutation.ALONE_SERVES_ON,
            3,
            1,
            at(5.0, FaultKind.NODE_ISOLATED).primary().lasts(50.0)),

    /** Both standbys lose the primary, which everybody else reaches: commits wait, and nothing is to be done. */
    COMMITS_WAIT_FOR_LONG(
            Mutation.WAIT_IS_A_STALL,
            3,
            1,
            at(5.0, FaultKind.LINK_CUT).primary().target(0).other(6).lasts(25.0),
            at(5.0, FaultKind.LINK_CUT).primary().target(0).other(7).lasts(25.0)),

    /** The primary n1 is lost while n2 is behind and the executor of n3, which alone has the last commits, is away. */
    LAST_COMMITS_ARE_AWAY(
            Mutation.REVOCATION_GIVES_UP,
            3,
            1,
            at(5.0, FaultKind.LINK_CUT).target(0).other(6).lasts(3.0),
            at(5.6, FaultKind.EXECUTOR_FROZEN).target(2).lasts(10.0),
            at(5.6, FaultKind.POWER_CUT).target(0).lasts(12.0)),

    /**
     * n1 is lost, and n2 in the middle of its promotion; n3 is promoted and lost together with n5, the only one that
     * followed it; n2 is promoted after all, which makes timeline 2 again; lost with n2 are its commits if n5 comes back
     * for that revocation, since what it has of term 3 ranks above what n2 and n4 take for WAL of term 2.
     */
    TIMELINE_MADE_TWICE(
            Mutation.TIMELINE_NAMED_ONCE,
            5,
            2,
            at(4.0, FaultKind.KILLED_WHILE_PROMOTING).target(0).other(1).lasts(12.0),
            at(5.0, FaultKind.POWER_CUT).target(0).lasts(30.0),
            at(16.0, FaultKind.LINK_CUT).target(2).other(8).lasts(9.0),
            at(18.0, FaultKind.POWER_CUT).target(2).lasts(17.0),
            at(18.0, FaultKind.POWER_CUT).target(4).lasts(3.9),
            at(21.0, FaultKind.POWER_CUT).target(1).lasts(14.0),
            at(22.0, FaultKind.EXECUTOR_KILLED).target(3).lasts(1.3)),

    /**
     * n4 has much that n1 sent to it alone and nobody waited for; it is away while n2 and n3 go on in term 2 from where
     * they were, and comes back for the next revocation.
     */
    TAIL_OF_BEFORE_IS_LONGER(
            Mutation.LSN_WITHOUT_TERM,
            4,
            2,
            at(5.0, FaultKind.LINK_CUT).target(0).other(6).lasts(4.0),
            at(5.0, FaultKind.LINK_CUT).target(0).other(7).lasts(4.0),
            at(8.0, FaultKind.POWER_CUT).target(0).lasts(20.0),
            at(8.0, FaultKind.POWER_CUT).target(3).lasts(3.4),
            at(10.6, FaultKind.POWER_CUT).primary().lasts(15.0),
            at(12.0, FaultKind.EXECUTOR_KILLED).target(2).lasts(1.0)),

    /**
     * The same tail on n4, which comes back in term 2 and replays slowly: it follows n2, since what it has replayed so far
     * ends before the fork, acknowledges with its own WAL what it does not have, and is a voter.
     */
    TAIL_OF_BEFORE_IS_AN_ACK(
            Mutation.AHEAD_AND_A_VOTER,
            4,
            2,
            at(10.0, FaultKind.LINK_CUT).target(0).other(6).lasts(14.0),
            at(10.0, FaultKind.LINK_CUT).target(0).other(7).lasts(14.0),
            at(23.0, FaultKind.POWER_CUT).target(0).lasts(20.0),
            at(23.0, FaultKind.POWER_CUT).target(3).lasts(2.0),
            at(23.5, FaultKind.REPLAY_SLOW).target(3).lasts(3.9),
            at(29.9, FaultKind.EXECUTOR_KILLED).target(2).lasts(10.0),
            at(30.1, FaultKind.POWER_CUT).target(1).lasts(15.0)),

    /**
     * n2 is to follow n1 and stands still in its promotion until that is revoked. It promises, leaves recovery under the
     * names of its quorum, which n4 still listens to, and hears too late that n3 is chosen.
     */
    PROMOTED_AFTER_ITS_PROMISE(
            Mutation.PROMISE_BEFORE_PROMOTION_STOPS,
            4,
            1,
            at(4.0, FaultKind.PROMOTES_UNTIL_REVOKED).target(4).other(6).lasts(14.0),
            at(5.0, FaultKind.POSTMASTER_KILLED).target(0),
            at(14.0, FaultKind.EXECUTOR_KILLED).target(3).lasts(4.0)),

    /**
     * etcd is backed up while n2 is away and n3 the only voter, and comes back with that when n2 is the only one. What n1
     * and n2 have acknowledged meanwhile is not on n3, which alone is asked once people seat by hand what the nodes show.
     */
    ANOTHER_VOTER_OF_BEFORE(
            Mutation.OLDER_ETCD_BELIEVED,
            3,
            1,
            at(5.0, FaultKind.POWER_CUT).target(1).lasts(7.0),
            at(11.0, FaultKind.ETCD_RESTORED).other(0).lasts(0.1),
            at(16.0, FaultKind.LINK_CUT).target(0).other(7).lasts(20.0),
            at(20.0, FaultKind.ETCD_RESTORED).other(0).lasts(5.0),
            at(20.2, FaultKind.POWER_CUT).target(0).lasts(40.0),
            at(43.5, FaultKind.EXECUTOR_FROZEN).target(1).lasts(8.0)),

    /**
     * The primary has lost its standbys for long when its disk is lost; before anybody has noticed, an operator allows it
     * to stand alone. Nobody could ever show that it did not.
     */
    LOWERED_FOR_A_DEAD_PRIMARY(
            Mutation.ANSWERED_FOR,
            3,
            1,
            at(5.0, FaultKind.LINK_CUT).primary().target(0).other(6).lasts(8.0),
            at(5.0, FaultKind.LINK_CUT).primary().target(0).other(7).lasts(8.0),
            at(10.0, FaultKind.DISK_WIPED).primary().other(1).lasts(4.0),
            at(10.8, FaultKind.SETTINGS_CHANGED).target(0).other(36).lasts(0.3)),

    /** The same where it was allowed before, and the standbys have been lost for too short a time when the disk is. */
    LOST_BEFORE_ITS_STANDBYS_WERE(
            Mutation.LAST_WORD_WEAKENS,
            3,
            1,
            at(4.5, FaultKind.SETTINGS_CHANGED).target(0).other(36).lasts(20.0),
            at(8.0, FaultKind.LINK_CUT).primary().target(0).other(6).lasts(8.0),
            at(8.0, FaultKind.LINK_CUT).primary().target(0).other(7).lasts(8.0),
            at(10.9, FaultKind.DISK_WIPED).primary().other(1).lasts(4.0));

    final Mutation caught;
    final Plan plan;

    Directed(Mutation caught, int nodes, int acks, At... faults) {
        this.caught = caught;
        this.plan = new Plan(
                nodes, 0, acks, false, List.of(faults).stream().map(At::fault).toList());
    }

    private static At at(double seconds, FaultKind kind) {
        return new At(seconds, kind, 0, 0, 0, false);
    }

    private record At(double seconds, FaultKind kind, int target, int other, double lasts, boolean onPrimary) {
        At primary() {
            return new At(seconds, kind, target, other, lasts, true);
        }

        At target(int node) {
            return new At(seconds, kind, node, other, lasts, onPrimary);
        }

        At other(int variant) {
            return new At(seconds, kind, target, variant, lasts, onPrimary);
        }

        At lasts(double time) {
            return new At(seconds, kind, target, other, time, onPrimary);
        }

        Fault fault() {
            return new Fault(micros(seconds), kind, target, other, micros(lasts), onPrimary);
        }

        private static long micros(double seconds) {
            return Math.round(seconds * 1_000_000);
        }
    }
}
