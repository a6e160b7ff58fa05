package io.bascule.simulation.node;

import io.bascule.platform.MonotonicClock;
import io.bascule.simulation.postgres.Server;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one executor knows of its postmaster: as the real one, without the process. */
final class Postmaster {
    private static final long EXITS_REMEMBERED_MS = 60_000;

    private final Server server;
    private final MonotonicClock clock;
    private final Deque<Long> exitsMs = new ArrayDeque<>();
    private boolean alive;
    private boolean stopAsked;
    private boolean exited;
    private long sinceMs;

    Postmaster(Server server, MonotonicClock clock) {
        this.server = server;
        this.clock = clock;
        this.sinceMs = clock.nowMs();
    }

    boolean alive() {
        return alive;
    }

    boolean stopAsked() {
        return stopAsked;
    }

    boolean exited() {
        return exited;
    }

    long forMs() {
        return clock.nowMs() - sinceMs;
    }

    int unexpectedExits() {
        while (!exitsMs.isEmpty() && clock.nowMs() - exitsMs.getFirst() > EXITS_REMEMBERED_MS) {
            exitsMs.removeFirst();
        }
        return exitsMs.size();
    }

    void start() {
        if (!alive) {
            server.start();
            watch();
        }
    }

    void adopt() {
        if (!alive && server.postmasterAlive()) {
            watch();
        }
    }

    private void watch() {
        alive = true;
        stopAsked = false;
        exited = false;
        sinceMs = clock.nowMs();
    }

    void stop(boolean immediately) {
        if (!alive) {
            return;
        }
        if (!stopAsked) {
            stopAsked = true;
            sinceMs = clock.nowMs();
        }
        if (immediately) {
            server.stopImmediately();
        } else {
            server.stopFast();
        }
    }

    /** Its end was seen. */
    void ended() {
        if (alive && !server.postmasterAlive()) {
            alive = false;
            exited = !stopAsked;
            sinceMs = clock.nowMs();
            if (exited) {
                exitsMs.addLast(sinceMs);
            }
        }
    }
}
