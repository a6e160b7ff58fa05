package io.bascule.simulation;

import io.bascule.simulation.check.Invariant;
import io.bascule.simulation.check.Invariants;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Rules;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.check.Story;
import io.bascule.simulation.check.Violation;
import io.bascule.simulation.engine.Dice;
import io.bascule.simulation.engine.Network;
import io.bascule.simulation.engine.Schedule;
import io.bascule.simulation.fault.Plan;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run: a seed and a plan of faults, then a time without faults in which the cluster must come back. */
final class Run {
    /** Twice a cold start, a restart's longest pause and a clone, one after the other. */
    private static final long COMES_BACK_MICROS = 150_000_000;

    private static final long LOOK_MICROS = 200_000;

    /** So many runs end with a loss that an operator has to accept. */
    private static final int DISASTER_EVERY = 10;

    private final long seed;
    private final Plan plan;
    private final Schedule schedule = new Schedule();
    private final Invariants invariants = new Invariants();
    private final Story story;
    private final Cluster cluster;
    private final Injector injector;
    private final boolean endsInDisaster;
    private boolean consentNeeded;

    Run(long seed, Plan plan, @Nullable Mutation broken, boolean told) {
        this.seed = seed;
        this.plan = plan;
        // A broken rule has shown what it does before.
        this.endsInDisaster = broken == null && seed % DISASTER_EVERY == 0 && plan.nodes() - 1 > plan.acks();
        this.story = new Story(schedule, told);
        Scene scene = new Scene(schedule, new Dice(seed), new Network(), new Rules(broken), story, invariants);
        this.cluster = new Cluster(scene, plan);
        this.injector = new Injector(cluster);
        new Solitude(cluster);
    }

    Outcome run() {
        Violation violation = null;
        try {
            injector.plan(plan.faults());
            until(plan.endMicros());
            injector.mendAll();
            comeBack();
            if (endsInDisaster && !consentNeeded) {
                disaster();
            }
        } catch (Violation found) {
            violation = found;
        }
        return new Outcome(
                seed,
                plan,
                schedule.steps(),
                schedule.now(),
                Math.max(0, invariants.terms() - 1),
                invariants.acknowledged(),
                invariants.reads(),
                invariants.transitions(),
                injector.done(),
                consentNeeded,
                violation,
                story.lines());
    }

    private void until(long micros) {
        while (schedule.step(micros)) {
            // Each step checks what it changes.
        }
    }

    private void disaster() {
        Disaster disaster = new Disaster(cluster);
        disaster.strike(Objects.requireNonNull(cluster.etcd.record()));
        long bound = schedule.now() + COMES_BACK_MICROS;
        while (!disaster.isOver()) {
            if (schedule.now() > bound) {
                throw new Violation(Invariant.COMES_BACK, "no loss could be accepted; " + cluster.describe());
            }
            until(schedule.now() + LOOK_MICROS);
        }
        disaster.lostOnesReturn();
        comeBack();
    }

    private void comeBack() {
        story.tell(() -> "ALL MENDED");
        long bound = schedule.now() + COMES_BACK_MICROS;
        while (!cluster.isWhole()) {
            if (schedule.now() > bound) {
                if (cluster.needsConsent()) {
                    consentNeeded = true;
                    return;
                }
                throw new Violation(Invariant.COMES_BACK, cluster.describe());
            }
            until(schedule.now() + LOOK_MICROS);
        }
        int before = invariants.acknowledged();
        until(schedule.now() + LOOK_MICROS * 2);
        while (invariants.acknowledged() == before) {
            if (schedule.now() > bound) {
                throw new Violation(Invariant.COMES_BACK, "no commit is acknowledged; " + cluster.describe());
            }
            until(schedule.now() + LOOK_MICROS);
        }
        cluster.primary().ifPresent(p -> invariants.finallyHasEverything(p.name()));
    }
}
