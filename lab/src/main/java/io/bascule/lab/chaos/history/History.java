package io.bascule.lab.chaos.history;

import io.bascule.lab.cluster.LabFailure;
import java.util.ArrayList;
import java.util.List;

/** Everything that all clients did, for use by several threads. */
public final class History {
    /** Some hours of a run; every entry takes about 100 bytes. */
    private static final int MOST = 10_000_000;

    private final List<Entry> entries = new ArrayList<>();
    private long acknowledgedWrites;

    /** @throws LabFailure when the history is full */
    public synchronized void add(Entry entry) {
        if (entries.size() >= MOST) {
            throw new LabFailure("The history holds " + MOST + " operations and is full: run fewer minutes at once.");
        }
        entries.add(entry);
        if (entry.acknowledged() && isWrite(entry)) {
            acknowledgedWrites++;
        }
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public synchronized long acknowledgedWrites() {
        return acknowledgedWrites;
    }

    /** Whether it changes something: its acknowledgement says that the cluster takes writes. */
    public static boolean isWrite(Entry entry) {
        return switch (entry.operation()) {
            case Operation.ReadSum read -> false;
            case Operation.ReadCounter read -> false;
            default -> true;
        };
    }
}
