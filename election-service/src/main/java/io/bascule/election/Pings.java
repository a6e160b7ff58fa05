package io.bascule.election;

import io.bascule.core.record.MemberState;
import io.bascule.events.Probe.Reach;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.MonotonicClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Pings every member that was ever announced, each on a thread of its own, so that a silent one delays no other. There
 * are as many threads as members.
 */
final class Pings implements AutoCloseable {
    private static final long INTERVAL_MS = 250;
    private static final int BOUND_MS = 250;

    private final ClusterStore store;
    private final Inbox inbox;
    private final MonotonicClock clock;
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    Pings(ClusterStore store, Inbox inbox, MonotonicClock clock) {
        this.store = store;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** Takes up members that are new or have moved. */
    void refresh() {
        for (MemberState member : store.snapshot().members().values()) {
            addresses.put(member.node(), member.address());
            threads.computeIfAbsent(
                    member.node(),
                    node -> Thread.ofVirtual().name("ping-" + node).start(() -> ping(node)));
        }
    }

    private void ping(String node) {
        try {
            while (true) {
                Reach reach = Pinger.ping(addresses.getOrDefault(node, node), BOUND_MS);
                inbox.put(new Inbox.Pinged(node, reach, clock.nowMs()));
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.values().forEach(Thread::interrupt);
    }
}
