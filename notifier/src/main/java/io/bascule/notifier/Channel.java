package io.bascule.notifier;

/** A way to people. */
interface Channel {
    /** Tries once, bounded. */
    Result send(Page page) throws InterruptedException;

    /** What one try came to. */
    sealed interface Result {
        record Delivered() implements Result {}

        /** @param askedForMs how long the receiver wants to be left alone, 0 where it does not say */
        record TryAgain(String why, long askedForMs) implements Result {}

        /** Another try would end the same. */
        record Refused(String why) implements Result {}
    }
}
