package io.bascule.simulation.engine;

import java.util.PriorityQueue;

/** Virtual time and what is to happen in it, one thing at a time. All times are microseconds. */
public final class Schedule {
    private final PriorityQueue<Event> queue = new PriorityQueue<>(1024);
    private long now;
    private long sequence;
    private long steps;

    private record Event(long at, long sequence, Program program, int life, Runnable what)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    public long now() {
        return now;
    }

    public long steps() {
        return steps;
    }

    /** In {@code micros} from now {@code program} does {@code what}, if it has not ended by then; later if it is frozen. */
    public void in(long micros, Program program, Runnable what) {
        queue.add(new Event(now + Math.max(0, micros), sequence++, program, program.life(), what));
    }

    /** Takes the next step; false when nothing is left to happen before {@code until}. */
    public boolean step(long until) {
        Event event = queue.peek();
        if (event == null || event.at() > until) {
            now = Math.max(now, until);
            return false;
        }
        queue.remove();
        now = Math.max(now, event.at());
        if (event.life() != event.program().life() || !event.program().isRunning()) {
            return true;
        }
        if (event.program().isFrozen()) {
            event.program().hold(event.what());
            return true;
        }
        steps++;
        event.what().run();
        return true;
    }
}
