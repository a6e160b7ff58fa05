package io.bascule.core.node;

import io.bascule.core.record.ByNode;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one decision is taken from; it carries its own durations, so that no decision reads a clock.
 *
 * @param record the newest record that was not refused (R7), or null
 * @param recordForMs for how long this node has seen {@code record}
 * @param storeAnswers whether the store shows a record that this node believes
 * @param storeSilentMs for how long it has not
 * @param addresses where each node's PostgreSQL was last announced to be
 * @param members the members whose lease lives
 * @param task a clone or rewind under way, or null
 */
public record NodeView(
        String node,
        @Nullable ClusterRecord record,
        long recordForMs,
        boolean storeAnswers,
        long storeSilentMs,
        Map<String, String> addresses,
        Map<String, MemberState> members,
        List<Promise> promises,
        @Nullable String initClaim,
        Disk disk,
        Postgres postgres,
        @Nullable LongTask task) {

    /**
     * A clone or rewind under way.
     *
     * @param from whom it copies from
     * @param what for people, with its progress
     */
    public record LongTask(Upstream from, String what) {}

    public NodeView {
        addresses = ByNode.copyOf(addresses);
        members = ByNode.copyOf(members);
        promises = List.copyOf(promises);
    }

    /**
     * What is announced of the process.
     *
     * @param busy whether a data directory is being made
     * @param shutdownLsn the end of its shutdown checkpoint if it was stopped cleanly, else null
     */
    public MemberState.Postgres announced(boolean busy, @Nullable Lsn shutdownLsn) {
        if (busy || task != null) {
            return MemberState.Postgres.BUSY;
        }
        if (disk.role() == MemberState.Role.NONE) {
            return MemberState.Postgres.EMPTY;
        }
        return switch (postgres.process()) {
            case STARTING -> MemberState.Postgres.STARTING;
            // Until it has ended it may still commit.
            case RUNNING, STOPPING -> MemberState.Postgres.RUNNING;
            case EXITED -> MemberState.Postgres.EXITED;
            case DOWN -> shutdownLsn == null ? MemberState.Postgres.STOPPED : MemberState.Postgres.STOPPED_CLEANLY;
        };
    }

    /** R7: whom a primary's commits wait for, also where the store has forgotten it; null on others. */
    public @Nullable Quorum quorum() {
        return disk.role() == MemberState.Role.PRIMARY && record != null && isPrimaryOf(record)
                ? record.quorum()
                : null;
    }

    /** Whether the record names this node with the disk it has now (R3). */
    boolean isPrimaryOf(ClusterRecord r) {
        return r.primary().equals(disk.instance());
    }

    boolean hasPromised(long term) {
        return disk.instance() != null && hasPromised(disk.instance(), term);
    }

    private boolean hasPromised(Instance instance, long term) {
        return promises.stream().anyMatch(p -> p.term() == term && p.instance().equals(instance));
    }

    /** Whether {@code voter} promised {@code term}, or says that it follows in it. */
    boolean hasHeardOf(Instance voter, long term) {
        MemberState member = members.get(voter.node());
        boolean follows = member != null && voter.equals(member.instance()) && member.followingTerm() == term;
        return follows || hasPromised(voter, term);
    }

    Optional<Upstream> upstream(ClusterRecord r) {
        return Optional.ofNullable(addresses.get(r.primary().node())).map(a -> new Upstream(r.term(), r.primary(), a));
    }

    /** Whether the record's primary announces that it takes writes in the record's term. */
    boolean primaryIsWritable(ClusterRecord r) {
        MemberState primary = members.get(r.primary().node());
        return primary != null
                && r.primary().equals(primary.instance())
                && primary.postgres() == MemberState.Postgres.RUNNING
                && primary.role() == MemberState.Role.PRIMARY;
    }
}
