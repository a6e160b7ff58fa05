package io.bascule.core.node;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What it takes to make a data directory one of a standby of the record's primary. */
public enum Rejoin {
    /** Its WAL is the beginning of the primary's. */
    FOLLOW,
    /** Its WAL left the primary's at a point that is known. */
    REWIND,
    /** Nothing that is known connects it with the primary's. */
    CLONE,
    /** It cannot be said yet. */
    WAIT;

    /**
     * @param disk the data directory, with its last timeline and the end of its WAL
     * @param primaryEnd where the primary's WAL ended when it was chosen, null when unknown; read only while PROMOTING,
     *     when the fork of the new timeline is not in the record yet
     */
    public static Rejoin choose(ClusterRecord record, Disk disk, @Nullable WalPosition primaryEnd) {
        if (disk.timelineTerm() == record.term()) {
            return madeOutside(record, disk) ? CLONE : FOLLOW;
        }
        if (record.phase() == Phase.PROMOTING) {
            // R3: a walreceiver's first reply acknowledges what the primary lacks, so nobody ahead of it may connect.
            WalPosition end = disk.position();
            if (end == null || primaryEnd == null || end.compareTo(primaryEnd) > 0) {
                return WAIT;
            }
        }
        Optional<Timeline> own = record.timeline(disk.timeline()).filter(known -> known.term() == disk.timelineTerm());
        if (own.isEmpty()) {
            // R5: the same number, made by another term, is another timeline.
            return record.phase() == Phase.PROMOTING ? WAIT : CLONE;
        }
        Optional<Lsn> fork = forkAfter(record, own.get());
        if (record.phase() == Phase.PROMOTING && primaryEnd != null && primaryEnd.term() == disk.timelineTerm()) {
            return FOLLOW;
        }
        if (fork.isEmpty()) {
            // A candidate whose last WAL is of a timeline that never came into the record left this one who knows
            // where.
            return record.phase() == Phase.PROMOTING ? WAIT : FOLLOW;
        }
        Lsn end = disk.end();
        return end != null && fork.get().atLeast(end) ? FOLLOW : record.phase() == Phase.PROMOTING ? WAIT : REWIND;
    }

    /** Whether it left recovery without an order: the term made one timeline, and this is another. */
    private static boolean madeOutside(ClusterRecord record, Disk disk) {
        return record.phase() == Phase.STEADY
                && record.newestTimeline().term() == record.term()
                && record.newestTimeline().id() != disk.timeline();
    }

    /** Where the history left {@code timeline}, or nothing for its newest. */
    public static Optional<Lsn> forkAfter(ClusterRecord record, Timeline timeline) {
        int next = record.timelines().indexOf(timeline) + 1;
        return next < record.timelines().size()
                ? Optional.of(record.timelines().get(next).fork())
                : Optional.empty();
    }
}
