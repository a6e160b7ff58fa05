package io.bascule.simulation.engine;

import java.util.List;
import java.util.SplittableRandom;

/** The only source of chance; the same seed and the same questions give the same answers. */
public final class Dice {
    private final SplittableRandom random;

    public Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** From {@code least} to {@code most}, both included. */
    public long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    public <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** Mostly about {@code usual} microseconds, now and then twenty times that. */
    public long delay(long usual) {
        long most = chance(0.02) ? usual * 20 : usual * 2;
        return between(usual / 4, most);
    }
}
