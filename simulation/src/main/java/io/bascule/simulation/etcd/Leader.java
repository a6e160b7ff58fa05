package io.bascule.simulation.etcd;

import io.bascule.simulation.engine.Schedule;
import java.util.ArrayList;
import java.util.List;

/** Whether etcd's members have a leader, without which they answer nothing and end no lease. */
final class Leader {
    /** For so long the members take a leader that is gone for one that is there. */
    static final long ELECTION_MICROS = 500_000;

    /** Without one for so long, they end every watch. */
    private static final long WATCHES_END_MICROS = 3 * ELECTION_MICROS;

    private final Schedule schedule;
    private final List<Runnable> log = new ArrayList<>();
    private boolean there = true;
    private long lostMicros;

    Leader(Schedule schedule) {
        this.schedule = schedule;
    }

    boolean isThere() {
        return there;
    }

    void lose() {
        if (there) {
            there = false;
            lostMicros = schedule.now();
        }
    }

    /** Whether a call goes to the leader that is gone, which may have passed it on. */
    boolean isThoughtThere() {
        return schedule.now() - lostMicros < ELECTION_MICROS;
    }

    boolean endsWatches() {
        return schedule.now() - lostMicros > WATCHES_END_MICROS;
    }

    /** A call whose caller hears nothing is in the log of those that elect. */
    void passOn(Runnable call) {
        log.add(call);
    }

    /** What the next leader finds in its log, in order. */
    List<Runnable> elect() {
        there = true;
        List<Runnable> found = List.copyOf(log);
        log.clear();
        return found;
    }
}
