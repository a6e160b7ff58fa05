package io.bascule.core.node;

import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState.Role;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import org.jspecify.annotations.Nullable;

/**
 * What a node has in PGDATA and in the files that its executor keeps outside it.
 *
 * @param data what the data directory is good for
 * @param problem one sentence with the way out where {@code data} is {@link Data#UNUSABLE}, else empty
 * @param instance null without a data directory
 * @param systemIdentifier null without a data directory
 * @param standby whether PostgreSQL would start as a standby on it (standby.signal)
 * @param timeline the last timeline it has WAL of, 0 when unknown
 * @param timelineTerm the term that made {@code timeline}, 0 when unknown (R5)
 * @param end the end of its WAL on {@code timeline}, null when that is not known
 * @param promisedTerm it follows nobody of a term below this (R4)
 * @param primaryTerm the term in which it last was primary or chosen to be, 0 once it follows
 * @param promotingTerm the term in which its promotion was begun and not seen to end, else 0
 * @param stranded whether the primary that it follows has not the WAL that it needs next, and never will
 */
public record Disk(
        Data data,
        String problem,
        @Nullable Instance instance,
        @Nullable String systemIdentifier,
        boolean standby,
        int timeline,
        long timelineTerm,
        @Nullable Lsn end,
        long promisedTerm,
        long primaryTerm,
        long promotingTerm,
        boolean stranded) {

    /** What the data directory is good for. */
    public enum Data {
        EMPTY,
        /** An initdb, clone or rewind that did not finish: of no use. */
        INCOMPLETE,
        /** Cloned or rewound, but not yet consistent: it needs WAL from the primary it was made from. */
        FRESH,
        PRESENT,
        /** Not to be touched. */
        UNUSABLE
    }

    /** The end of its WAL, if known. */
    public @Nullable WalPosition position() {
        return end == null ? null : new WalPosition(timelineTerm, end);
    }

    /** What PostgreSQL is on it, or would be once started. */
    public Role role() {
        return data != Data.PRESENT && data != Data.FRESH ? Role.NONE : standby ? Role.STANDBY : Role.PRIMARY;
    }

    boolean hasNothing() {
        return data == Data.EMPTY || data == Data.INCOMPLETE;
    }
}
