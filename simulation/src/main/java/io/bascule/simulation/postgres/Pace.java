package io.bascule.simulation.postgres;

import io.bascule.simulation.engine.Dice;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How long one PostgreSQL takes for what it does, and what slows it down. */
public final class Pace {
    private final Dice dice;
    private boolean slowDisk;
    private boolean slowReplay;
    private boolean slowPromotion;
    private boolean lateReload;
    private @Nullable Trap trap;

    /**
     * What happens in the middle of a promotion.
     *
     * @param afterStep the step after which it does not go on by itself
     * @param what told how to go on
     */
    public record Trap(int afterStep, Consumer<Runnable> what) {}

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

    public void trap(@Nullable Trap next) {
        trap = next;
    }

    /** Whether a promotion does not go on by itself after {@code step}. */
    boolean stands(int step, Runnable goOn) {
        Trap here = trap;
        if (here == null || here.afterStep() != step) {
            return false;
        }
        here.what().accept(goOn);
        return true;
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
