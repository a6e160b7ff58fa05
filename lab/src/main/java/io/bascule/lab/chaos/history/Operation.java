package io.bascule.lab.chaos.history;

/** Something that a client asks the database for. Ids are never used twice in one run. */
public sealed interface Operation {
    /** Inserts the row {@code id}. */
    record Insert(long id) implements Operation {}

    /** Deletes the row {@code id}, whose insert was acknowledged to the same client before. */
    record Delete(long id) implements Operation {}

    /** Moves {@code amount} between two accounts and notes it under {@code id}, in one transaction. */
    record Transfer(long id, int from, int to, long amount) implements Operation {}

    /**
     * Sets the counter {@code key} from {@code from} to {@code from + 1} if it still is {@code from}, and written by the
     * swap {@code replaced} (0: the beginning).
     */
    record Swap(long id, int key, long from, long replaced) implements Operation {
        /** The value that it writes. */
        public long to() {
            return from + 1;
        }
    }

    /** Reads the sum of all accounts in one statement. */
    record ReadSum(long sum) implements Operation {}

    /** Reads the counter {@code key}, on the primary. */
    record ReadCounter(int key, long value) implements Operation {}
}
