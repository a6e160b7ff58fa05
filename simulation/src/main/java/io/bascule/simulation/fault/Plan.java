package io.bascule.simulation.fault;

import io.bascule.simulation.engine.Dice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The faults of one run, from dice of their own: leaving one out changes none of the others.
 *
 * @param nodes 3 to 5
 * @param acks how many standbys a commit waits for
 * @param available whether the primary may stand alone (R9)
 * @param faults in the order of their times
 */
public record Plan(int nodes, int acks, boolean available, List<Fault> faults) {
    /** The first data directory, the clones and the first quorum take about this. */
    private static final long CALM_MICROS = 1_500_000;

    public Plan {
        faults = List.copyOf(faults);
    }

    public static Plan of(long seed) {
        Dice dice = new Dice(seed ^ 0x5DEECE66DL);
        int nodes = dice.chance(0.6) ? 3 : (int) dice.between(4, 5);
        int acks = nodes > 3 && dice.chance(0.5) || dice.chance(0.1) ? 2 : 1;
        boolean available = dice.chance(0.15);
        List<Fault> faults = new ArrayList<>();
        long at = dice.chance(0.1) ? 0 : CALM_MICROS;
        int many = (int) dice.between(4, 60);
        for (int i = 0; i < many; i++) {
            // Every third comes right behind the one before: two at once.
            at += dice.chance(0.33) ? dice.between(0, 60_000) : dice.between(20_000, 1_200_000);
            faults.add(fault(dice, at));
        }
        return new Plan(nodes, acks, available, faults);
    }

    private static Fault fault(Dice dice, long at) {
        int all = Arrays.stream(FaultKind.values()).mapToInt(FaultKind::weight).sum();
        int pick = dice.below(all);
        FaultKind kind = FaultKind.values()[0];
        for (FaultKind each : FaultKind.values()) {
            pick -= each.weight();
            kind = each;
            if (pick < 0) {
                break;
            }
        }
        long most = kind.mostMs() * 1000;
        long lasts = most == 0
                ? 0
                : dice.chance(0.6) ? dice.between(1000, Math.max(1000, most / 5)) : dice.between(1000, most);
        return new Fault(at, kind, dice.below(60), dice.below(60), lasts, dice.chance(0.6));
    }

    public Plan with(List<Fault> fewer) {
        return new Plan(nodes, acks, available, fewer);
    }

    public long endMicros() {
        return faults.stream()
                .mapToLong(f -> f.atMicros() + f.lastsMicros())
                .max()
                .orElse(CALM_MICROS);
    }
}
