package io.bascule.simulation.node;

import java.util.HashMap;
import java.util.Map;

/** When what failed may be tried again; the same pauses as the real executor's. */
final class Attempts {
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 10_000;
    private static final long LONGEST_URGENT_PAUSE_MS = 500;

    private final Self self;
    private final Map<String, Failure> failed = new HashMap<>();

    private record Failure(int times, long againMs) {}

    Attempts(Self self) {
        this.self = self;
    }

    boolean mayTry(String action) {
        Failure before = failed.get(action);
        return before == null || self.nowMs() >= before.againMs();
    }

    void succeeded(String action) {
        failed.remove(action);
    }

    void failed(String action, String why) {
        boolean urgent = action.equals("CutAndPromise") || action.equals("Promote") || action.equals("PromiseStopped");
        Failure before = failed.get(action);
        int times = before == null ? 1 : before.times() + 1;
        long longestMs = urgent ? LONGEST_URGENT_PAUSE_MS : LONGEST_PAUSE_MS;
        long pauseMs = Math.min(longestMs, FIRST_PAUSE_MS << Math.min(times - 1, 10));
        failed.put(action, new Failure(times, self.nowMs() + pauseMs));
        self.scene().story().tell(() -> self.name() + ": " + action + " failed: " + why);
    }
}
