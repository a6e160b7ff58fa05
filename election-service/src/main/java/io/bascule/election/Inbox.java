package io.bascule.election;

import io.bascule.core.judge.Knowledge;
import io.bascule.events.Probe;
import io.bascule.events.Probe.Reach;
import io.bascule.platform.Wakeup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What other threads observed, until the election's thread takes it up. Holds at most 1,024 observations; one more
 * pushes out the oldest, which the newer ones of the same observer replace anyway.
 */
final class Inbox {
    private static final int MOST = 1024;

    /** Something observed, and when by this copy's monotonic clock. */
    sealed interface Observation {}

    record Heard(Probe probe, long atMs) implements Observation {}

    record Pinged(String node, Reach reach, long atMs) implements Observation {}

    private final ArrayBlockingQueue<Observation> queue = new ArrayBlockingQueue<>(MOST);
    private final Map<String, Probe> probes = new ConcurrentHashMap<>();
    private final Map<String, Reach> reaches = new ConcurrentHashMap<>();
    private final Wakeup wakeup = new Wakeup();

    /** Wakes the election where it is news; what only confirms waits for its next look. @return whether it is news */
    boolean put(Observation observation) {
        while (!queue.offer(observation)) {
            queue.poll();
        }
        boolean news = switch (observation) {
            case Heard heard -> Knowledge.isNews(probes.put(heard.probe().node(), heard.probe()), heard.probe());
            case Pinged pinged -> Knowledge.isNews(reaches.put(pinged.node(), pinged.reach()), pinged.reach());
        };
        if (news) {
            wakeup.wake();
        }
        return news;
    }

    /** Makes the election look, without an observation. */
    void wake() {
        wakeup.wake();
    }

    /** Waits for something to look at for at most {@code boundMs}; false when interrupted. */
    boolean await(long boundMs) {
        wakeup.await(boundMs);
        return !Thread.currentThread().isInterrupted();
    }

    List<Observation> drain() {
        List<Observation> all = new ArrayList<>();
        queue.drainTo(all);
        return all;
    }
}
