package io.bascule.simulation.engine;

import io.bascule.platform.MonotonicClock;
import java.util.ArrayList;
import java.util.List;

/**
 * A process somewhere: it may be frozen for any time and go on where it was, or end, which makes everything it still
 * meant to do void. Its clock has an offset and a rate of its own, and may jump.
 */
public final class Program {
    private final String name;
    private final String place;
    private final Schedule schedule;
    private long offsetMs;
    private final double rate;
    private final List<Runnable> held = new ArrayList<>();
    private int life;
    private boolean running = true;
    private boolean frozen;
    private boolean setBack;

    /** @param place the machine it runs on, as the network knows it */
    public Program(String name, String place, Schedule schedule, Dice dice) {
        this.name = name;
        this.place = place;
        this.schedule = schedule;
        this.offsetMs = dice.between(0, 1L << 40);
        this.rate = 1 + (dice.below(41) - 20) / 1000.0;
    }

    public String name() {
        return name;
    }

    public String place() {
        return place;
    }

    public MonotonicClock clock() {
        return () -> offsetMs + (long) (schedule.now() / 1000.0 * rate);
    }

    public void jump(long ms) {
        offsetMs += ms;
        setBack |= ms < 0;
    }

    public boolean wasSetBack() {
        return setBack;
    }

    int life() {
        return life;
    }

    public int incarnation() {
        return life;
    }

    public boolean isRunning() {
        return running;
    }

    public boolean isFrozen() {
        return frozen;
    }

    public boolean answers() {
        return running && !frozen;
    }

    public void end() {
        life++;
        running = false;
        frozen = false;
        held.clear();
    }

    public void begin() {
        life++;
        running = true;
        held.clear();
    }

    public void freeze() {
        frozen = true;
    }

    public void thaw() {
        frozen = false;
        List<Runnable> due = List.copyOf(held);
        held.clear();
        due.forEach(what -> schedule.in(0, this, what));
    }

    void hold(Runnable what) {
        held.add(what);
    }

    @Override
    public String toString() {
        return name;
    }
}
