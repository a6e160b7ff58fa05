package io.bascule.lab.chaos.history;

/**
 * One operation, with what its client was told.
 *
 * @param client who asked
 * @param invokedNanos monotonic time just before it was sent
 * @param returnedNanos monotonic time at which its client heard of it
 */
public record Entry(Operation operation, int client, long invokedNanos, long returnedNanos, Outcome outcome) {
    /** What the client was told. */
    public enum Outcome {
        /** It is committed. */
        ACKNOWLEDGED,
        /** The database refused it: it never happened. */
        REFUSED,
        /** No answer, or a warning that commits were not waited for (R12): it may have happened or not. */
        UNKNOWN
    }

    public boolean acknowledged() {
        return outcome == Outcome.ACKNOWLEDGED;
    }

    /** Whether this was over before {@code other} began. */
    public boolean before(Entry other) {
        return returnedNanos - other.invokedNanos < 0;
    }
}
