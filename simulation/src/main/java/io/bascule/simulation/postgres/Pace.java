package io.bascule.simulation.postgres;

import io.bascule.simulation.engine.Dice;

/** How long one PostgreSQL takes for what it does, and what slows it down. */
public final class Pace {
    private final Dice dice;
    private boolean slowDisk;
    private boolean slowReplay;
    private boolean slowPromotion;
    private boolean lateReload;

    Pace(Dice dice) {
        this.dice = dice;
    }

    public void slowDisk(boolean now) {
        slowDisk = now;
    }

    public void slowReplay(boolean now) {
        slowReplay = now;
    }

    public void slowPromotion(boolean now) {
        slowPromotion = now;
    }

    public void lateReload(boolean now) {
        lateReload = now;
    }

    boolean replaysSlowly() {
        return slowReplay;
    }

    long disk() {
        return dice.delay(slowDisk ? 100_000 : 400);
    }

    long replay() {
        return dice.delay(slowReplay ? 40_000 : 100);
    }

    /** One of its steps. */
    long promotion() {
        return dice.delay(slowPromotion ? 2_500_000 : 800);
    }

    long reload() {
        return dice.delay(lateReload ? 300_000 : 1000);
    }
}
