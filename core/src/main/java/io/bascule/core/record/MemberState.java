package io.bascule.core.record;

import io.bascule.core.record.Settings.Durability;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a node's executor announces about its PostgreSQL under a lease. Facts only: what is to be done stands in the
 * record.
 *
 * @param instance null while the node has no data directory
 * @param address host:port at which others reach its PostgreSQL
 * @param systemIdentifier null while the node has no data directory
 * @param postgres what the process does
 * @param role what PostgreSQL is, or was when it stopped
 * @param timeline its timeline, 0 when unknown
 * @param position the end of its WAL: received or replayed on a standby, flushed on a primary
 * @param primaryTerm the term in which it runs (or last ran) as primary, 0 for a standby
 * @param writableInTerm the term in which it was seen to be out of recovery with its quorum applied, else 0
 * @param forkLsn where its timeline left the one before it, once it was promoted in {@code writableInTerm}
 * @param shutdownLsn the end of its shutdown checkpoint, when it was stopped cleanly
 * @param appliedQuorum version of the newest quorum that it has applied in the sense of R2, else 0
 * @param settledQuorum version of the newest quorum whose acks flushed past the flush LSN read after applying it (R1)
 * @param following the node it streams from, or null
 * @param followingTerm the term in which it was told to, 0 where it follows nobody
 * @param streaming whether its WAL receiver streams
 * @param standbys on a primary, the instances that stream from it on this term's timeline
 * @param absent on a primary, the voters of its quorum that do not stream from it
 * @param promisedTerm the highest term it promised, kept on disk
 * @param seen the newest record it has seen (R7)
 * @param doing what it is busy with, for people
 * @param quorum on a primary, the newest quorum of the record that it goes by, also while the store shows an older one (R7)
 * @param durability what the settings asked for when it read them last, null before
 * @param acks the same
 */
public record MemberState(
        String node,
        @Nullable Instance instance,
        String address,
        @Nullable String systemIdentifier,
        Postgres postgres,
        Role role,
        int timeline,
        WalPosition position,
        long primaryTerm,
        long writableInTerm,
        @Nullable Lsn forkLsn,
        @Nullable Lsn shutdownLsn,
        long appliedQuorum,
        long settledQuorum,
        @Nullable String following,
        long followingTerm,
        boolean streaming,
        List<StreamingStandby> standbys,
        List<AbsentVoter> absent,
        long promisedTerm,
        Seen seen,
        String doing,
        @Nullable Quorum quorum,
        @Nullable Durability durability,
        int acks) {

    public MemberState {
        standbys = List.copyOf(standbys);
        // Who announces none is of an older version, or was written down by one.
        absent = absent == null ? List.of() : List.copyOf(absent);
    }

    /**
     * Whether {@code other} says the same but for details, which change all the time: positions, durations, what it is
     * doing, and which record it has seen.
     */
    public boolean sameButDetails(MemberState other) {
        return node.equals(other.node)
                && Objects.equals(instance, other.instance)
                && Objects.equals(address, other.address)
                && Objects.equals(systemIdentifier, other.systemIdentifier)
                && postgres == other.postgres
                && role == other.role
                && timeline == other.timeline
                && position.term() == other.position.term()
                && primaryTerm == other.primaryTerm
                && writableInTerm == other.writableInTerm
                && Objects.equals(forkLsn, other.forkLsn)
                && Objects.equals(shutdownLsn, other.shutdownLsn)
                && appliedQuorum == other.appliedQuorum
                && settledQuorum == other.settledQuorum
                && Objects.equals(following, other.following)
                && followingTerm == other.followingTerm
                && streaming == other.streaming
                && sameStandbys(other.standbys)
                && promisedTerm == other.promisedTerm
                && Objects.equals(quorum, other.quorum)
                && durability == other.durability
                && acks == other.acks;
    }

    private boolean sameStandbys(List<StreamingStandby> others) {
        if (standbys.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < others.size(); i++) {
            StreamingStandby one = standbys.get(i);
            StreamingStandby other = others.get(i);
            if (one.caughtUp() != other.caughtUp() || !one.instance().equals(other.instance())) {
                return false;
            }
        }
        return true;
    }

    /** What the PostgreSQL process does. */
    public enum Postgres {
        /** No data directory yet. */
        EMPTY,
        STOPPED,
        /** Stopped cleanly by this executor, with a shutdown checkpoint. */
        STOPPED_CLEANLY,
        STARTING,
        RUNNING,
        /** Its postmaster ended without having been asked to. */
        EXITED,
        /** Being cloned, rewound or bootstrapped. */
        BUSY
    }

    public enum Role {
        PRIMARY,
        STANDBY,
        NONE
    }

    /**
     * A standby in pg_stat_replication.
     *
     * @param caughtUp whether it has flushed past where the primary's flush LSN was 200 ms earlier or more
     */
    public record StreamingStandby(Instance instance, Lsn flushLsn, boolean caughtUp) {}

    /**
     * A voter that does not stream.
     *
     * @param forMs for how long the primary has seen it so
     */
    public record AbsentVoter(Instance instance, long forMs) {}
}
