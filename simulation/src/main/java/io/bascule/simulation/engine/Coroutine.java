package io.bascule.simulation.engine;

import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * Code that waits, run on the schedule: in each of its pauses virtual time goes on, and its program may be frozen there,
 * or end, which it never notices. The JDK's own continuations, since a thread for each would cost twenty times as much.
 */
public final class Coroutine {
    private static final ContinuationScope SCOPE = new ContinuationScope("simulation");

    private Coroutine() {}

    /** Runs {@code body} until it ends or pauses for the first time. */
    public static void run(Runnable body) {
        new Continuation(SCOPE, body) {
            @Override
            protected void onPinned(Pinned reason) {
                throw new AssertionError("no time can pass here: " + reason);
            }
        }.run();
    }

    /** Called within {@link #run} only: goes on after {@code micros} of the schedule, if {@code program} lives then. */
    public static void pause(Schedule schedule, Program program, long micros) {
        Continuation self = Continuation.getCurrentContinuation(SCOPE);
        schedule.in(micros, program, self::run);
        Continuation.yield(SCOPE);
    }
}
