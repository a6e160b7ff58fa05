package io.bascule.simulation;

import io.bascule.simulation.engine.Schedule;
import io.bascule.simulation.fault.Fault;
import io.bascule.simulation.node.Executor;
import io.bascule.simulation.node.Machine;
import io.bascule.simulation.postgres.Pace;
import org.jspecify.annotations.Nullable;

/** Faults that lie in wait for the moment at which they hurt: a promise, a revocation, the middle of a promotion. */
final class Ambush {
    private static final long NAP_MICROS = 2_500_000;
    private static final long DEAF_MICROS = 1_000_000;

    /** Beyond the bound after which a candidate is given up. */
    private static final long STANDS_AT_MOST_MICROS = 13_000_000;

    private static final int PROMOTION_STEPS = 5;

    private final Cluster cluster;
    private final Schedule schedule;

    Ambush(Cluster cluster) {
        this.cluster = cluster;
        this.schedule = cluster.scene.schedule();
    }

    void nap(Fault fault, Machine m, boolean lateReloads) {
        m.freeze();
        cluster.etcd.atNextRevocation(() -> schedule.in(fault.other() * 500L, cluster.hand, m::thaw));
        cluster.machines.forEach(each -> each.server().pace().lateReload(lateReloads));
        // Longer than it takes to be suspected.
        schedule.in(NAP_MICROS, cluster.hand, () -> {
            m.thaw();
            cluster.machines.forEach(each -> each.server().pace().lateReload(false));
        });
    }

    Runnable killAtPromise(Fault fault) {
        cluster.etcd.atNextPromise(node -> killAtPromise(fault, node));
        return () -> cluster.etcd.atNextPromise(node -> {});
    }

    private void killAtPromise(Fault fault, String node) {
        Machine m = cluster.machine(node).orElseThrow();
        boolean machineToo = fault.target() % 3 == 0 && m.isPowered();
        cluster.scene.story().tell(() -> "KILLED " + node + " at its promise");
        // In a moment: it is in the middle of the call that wrote the promise.
        schedule.in(0, cluster.hand, machineToo ? m::losePower : m::endExecutor);
        schedule.in(1000 + fault.lastsMicros() / 4, cluster.hand, () -> {
            if (machineToo) {
                m.boot();
            } else {
                m.startExecutor();
            }
        });
    }

    /** Whoever is promoted next ends between two steps of it, which the disk shows. */
    Runnable killWhilePromoting(Fault fault) {
        int step = 1 + fault.other() % PROMOTION_STEPS;
        boolean machineToo = fault.target() % 3 == 0;
        for (Machine m : cluster.machines) {
            trap(
                    new Pace.Trap(step, resume -> {
                        cluster.machines.forEach(each -> each.server().pace().trap(null));
                        cluster.scene
                                .story()
                                .tell(() -> "KILLED " + m.name() + " after step " + step + " of its promotion");
                        schedule.in(
                                0,
                                cluster.hand,
                                machineToo ? m::losePower : () -> m.server().killPostmaster(0));
                        if (machineToo) {
                            schedule.in(1000 + fault.lastsMicros(), cluster.hand, m::boot);
                        }
                    }),
                    m);
        }
        return this::removeTraps;
    }

    /** Whoever is promoted next stands still in the middle of it until that is revoked, and then goes on. */
    Runnable holdPromotion(Fault fault) {
        int step = 1 + fault.target() % PROMOTION_STEPS;
        for (Machine m : cluster.machines) {
            trap(
                    new Pace.Trap(step, goOn -> {
                        removeTraps();
                        boolean[] stands = {true};
                        m.server().pace().lateReload(true);
                        cluster.scene
                                .story()
                                .tell(() -> m.name() + ": stands still after step " + step + " of its promotion");
                        cluster.etcd.atNextRevocation(() -> schedule.in(fault.other() * 500L, cluster.hand, () -> {
                            if (goesOn(stands, goOn) && fault.target() % 2 == 0) {
                                deafen(m);
                            }
                        }));
                        // A revocation comes after its bound, or not at all: with nobody else there is none.
                        schedule.in(Math.max(fault.lastsMicros(), STANDS_AT_MOST_MICROS), cluster.hand, () -> {
                            m.server().pace().lateReload(false);
                            goesOn(stands, goOn);
                        });
                    }),
                    m);
        }
        return this::removeTraps;
    }

    /** Once. */
    private static boolean goesOn(boolean[] stands, Runnable goOn) {
        boolean stood = stands[0];
        stands[0] = false;
        if (stood) {
            goOn.run();
        }
        return stood;
    }

    /** What follows the revocation reaches its executor late. */
    private void deafen(Machine m) {
        Executor executor = m.executor();
        if (executor != null) {
            executor.store().breakWatch(true);
            schedule.in(DEAF_MICROS, cluster.hand, () -> executor.store().breakWatch(false));
        }
    }

    private void removeTraps() {
        cluster.machines.forEach(each -> trap(null, each));
    }

    private static void trap(Pace.@Nullable Trap trap, Machine m) {
        m.server().pace().trap(trap);
    }
}
