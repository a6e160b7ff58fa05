package io.bascule.lab.chaos.history;

/** Something that must not be. */
public record Finding(Kind kind, String what) {
    /** What is wrong. */
    public enum Kind {
        /** A write was acknowledged and is not there. */
        LOST,
        /** A write is there more than once. */
        DUPLICATED,
        /** Something is there that was never written, was refused, or was deleted with an acknowledgement. */
        RESURRECTED,
        /** A write was acknowledged that rests on a state which other acknowledged writes had left behind. */
        STALE_ACKNOWLEDGED,
        /** A transaction is there in part. */
        TORN,
        /** A standby does not have what the primary has. */
        DIVERGED
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
