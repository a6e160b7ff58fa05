package io.bascule.executor;

import java.util.OptionalLong;

/** The operating system's side of {@link Postmaster}. */
public interface Processes {
    /** How a postmaster is asked to stop (PostgreSQL manual, Shutting Down the Server). */
    enum Stop {
        FAST,
        IMMEDIATE
    }

    /** Starts a postmaster on this data directory and returns at once. @return its process ID */
    long start();

    /** The postmaster that runs on this data directory; what a dead one left is removed. */
    OptionalLong find();

    void stop(long process, Stop how);

    /** Has it read its configuration again. */
    void reload(long process);

    /** @param onEnd called once when {@code process} has ended, on any thread; must not block */
    void watch(long process, Runnable onEnd);

    /** Keeps the postmaster's log from filling the disk. */
    void boundLog();

    /** Ends what survived a killed postmaster: it could still write WAL, and it holds the shared memory. */
    void clearLeftovers();
}
