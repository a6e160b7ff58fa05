package io.bascule.executor;

import io.bascule.platform.MonotonicClock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;

/** The PostgreSQL process, started or found running and adopted. Its end is an event for either kind. */
public final class Postmaster {
    private static final Logger LOG = Logger.getLogger(Postmaster.class);
    private static final long EXITS_REMEMBERED_MS = 60_000;
    private static final int EXITS_REMEMBERED = 32;
    private static final long NEVER_MS = Long.MAX_VALUE;

    private final Processes processes;
    private final MonotonicClock clock;
    private final Runnable onExit;
    private final Deque<Long> exitsMs = new ArrayDeque<>();

    private long pid;
    private boolean stopAsked;
    private boolean exited;
    private long sinceMs;
    private long immediateSinceMs = NEVER_MS;

    /** @param onExit called on another thread when the process ends; must not block */
    public Postmaster(Processes processes, MonotonicClock clock, Runnable onExit) {
        this.processes = processes;
        this.clock = clock;
        this.onExit = onExit;
        this.sinceMs = clock.nowMs();
    }

    synchronized boolean alive() {
        return pid != 0;
    }

    synchronized boolean stopAsked() {
        return stopAsked;
    }

    /** Whether its last end was unasked for. */
    synchronized boolean exited() {
        return exited;
    }

    /** For how long it has been as it is. */
    synchronized long forMs() {
        return clock.nowMs() - sinceMs;
    }

    /** Whether it was first asked to stop immediately this long ago, and has not. */
    synchronized boolean heedsNoStop(long forMs) {
        return pid != 0 && immediateSinceMs != NEVER_MS && clock.nowMs() - immediateSinceMs >= forMs;
    }

    synchronized int unexpectedExits() {
        while (!exitsMs.isEmpty() && clock.nowMs() - exitsMs.getFirst() > EXITS_REMEMBERED_MS) {
            exitsMs.removeFirst();
        }
        return exitsMs.size();
    }

    /** Starts it and returns at once. What a killed one left behind is cleared away first. */
    synchronized void start() {
        if (pid == 0) {
            processes.clearLeftovers();
            watch(processes.start());
        }
    }

    /** Takes over a postmaster that is running on this data directory, if there is one. */
    synchronized void adopt() {
        if (pid == 0) {
            processes.find().ifPresent(found -> {
                LOG.infof("PostgreSQL runs as process %d; taken over", found);
                watch(found);
            });
        }
    }

    synchronized void stop(Processes.Stop how) {
        if (pid == 0) {
            return;
        }
        if (!stopAsked) {
            stopAsked = true;
            sinceMs = clock.nowMs();
        }
        if (how == Processes.Stop.IMMEDIATE) {
            immediateSinceMs = Math.min(immediateSinceMs, clock.nowMs());
        }
        processes.stop(pid, how);
    }

    synchronized void reload() {
        if (pid != 0) {
            processes.reload(pid);
        }
    }

    void boundLog() {
        processes.boundLog();
    }

    void clearLeftovers() {
        processes.clearLeftovers();
    }

    private void watch(long process) {
        processes.watch(process, () -> ended(process));
        pid = process;
        stopAsked = false;
        immediateSinceMs = NEVER_MS;
        exited = false;
        sinceMs = clock.nowMs();
    }

    private void ended(long process) {
        synchronized (this) {
            if (pid == process) {
                pid = 0;
                exited = !stopAsked;
                sinceMs = clock.nowMs();
                if (exited && exitsMs.size() < EXITS_REMEMBERED) {
                    exitsMs.addLast(sinceMs);
                }
            }
        }
        onExit.run();
    }
}
