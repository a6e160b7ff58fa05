package io.bascule.simulation.fault;

import io.bascule.simulation.engine.Dice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The faults of one run, from dice of their own: leaving one out changes none of the others.
 *
 * @param nodes in the end: 3 to 5; 1 to 6 in the clusters of an unusual kind, which also have clocks that jump and a router that
 *     stands still or does not reach etcd
 * @param joining how many of them come later for the first time
 * @param acks how many standbys a commit waits for
 * @param available whether the primary may stand alone (R9)
 * @param faults in the order of their times
 */
public record Plan(int nodes, int joining, int acks, boolean available, List<Fault> faults) {
    /** The first data directory, the clones and the first quorum take about this. */
    private static final long CALM_MICROS = 1_500_000;

    private static final double UNUSUAL = 0.2;
    private static final int OTHERS_MOST = 10;

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
        int many = (int) dice.between(4, 140);
        for (int i = 0; i < many; i++) {
            // Every third comes right behind the one before: two at once.
            at += dice.chance(0.33) ? dice.between(0, 60_000) : dice.between(20_000, 1_200_000);
            faults.add(fault(dice, at));
        }
        Plan usual = new Plan(nodes, 0, acks, available, faults);
        // From dice of their own again, so that the usual clusters are what they were without them.
        Dice others = new Dice(seed ^ 0x3C6EF372FE94F82AL);
        return others.chance(UNUSUAL) ? usual.unusual(others) : usual;
    }

    private Plan unusual(Dice dice) {
        boolean small = dice.chance(0.4);
        int atFirst = small ? (int) dice.between(1, 2) : nodes;
        int more = small || nodes < 5 ? dice.below(3) : 0;
        List<Fault> all = new ArrayList<>(faults);
        for (int i = 0; i < more; i++) {
            all.add(new Fault(dice.between(0, endMicros()), FaultKind.NODE_JOINS, i, 0, 0, false));
        }
        for (int i = dice.below(OTHERS_MOST + 1); i > 0; i--) {
            FaultKind kind = dice.chance(0.5)
                    ? FaultKind.CLOCK_JUMPS
                    : dice.chance(0.5) ? FaultKind.ROUTER_FROZEN : FaultKind.ROUTER_UNREACHED;
            all.add(new Fault(
                    dice.between(0, endMicros()),
                    kind,
                    dice.below(60),
                    dice.below(60),
                    dice.between(1000, kind.mostMs() * 1000),
                    dice.chance(0.4)));
        }
        all.sort(Comparator.comparingLong(Fault::atMicros));
        return new Plan(atFirst + more, more, small ? 1 : acks, available, all);
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
        return new Plan(nodes, joining, acks, available, fewer);
    }

    public long endMicros() {
        return faults.stream()
                .mapToLong(f -> f.atMicros() + f.lastsMicros())
                .max()
                .orElse(CALM_MICROS);
    }
}
