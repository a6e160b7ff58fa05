package io.bascule.simulation.postgres;

import io.bascule.core.record.Quorum;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Backends that commit and wait for synchronous replication. Whether to wait is a flag that only the checkpointer sets;
 * who is waited for is what the releasing walsender has taken up (SyncRepWaitForLSN, SyncRepReleaseWaiters).
 */
final class Commits {
    private final Scene scene;
    private final Server server;
    private final List<Waiting> unflushed = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean standbysDefined;
    private boolean flushPending;
    private int releasedTo;

    private record Waiting(int position, long commit, long sinceMicros) {}

    Commits(Scene scene, Server server) {
        this.scene = scene;
        this.server = server;
    }

    void start(Quorum names) {
        unflushed.clear();
        waiting.clear();
        flushPending = false;
        releasedTo = 0;
        standbysDefined = names.acks() > 0;
    }

    /** The checkpointer takes up the setting. */
    void define(Quorum names) {
        boolean before = standbysDefined;
        standbysDefined = names.acks() > 0;
        if (before && !standbysDefined) {
            waiting.forEach(w -> acknowledge(w, null));
            waiting.clear();
        }
    }

    /** For how long the oldest of the commits that wait for standbys has done so. */
    long waitedMicros() {
        return waiting.isEmpty()
                ? 0
                : scene.schedule().now() - waiting.getFirst().sinceMicros();
    }

    boolean standbysDefined() {
        return standbysDefined;
    }

    void commit(long commit) {
        DataDir dir = server.dir();
        dir.append(new WalRecord(server.timeline(), commit));
        if (commit >= 0) {
            unflushed.add(new Waiting(dir.size(), commit, scene.schedule().now()));
        }
        if (!flushPending) {
            flushPending = true;
            scene.schedule().in(server.pace().disk(), server.program(), this::flush);
        }
    }

    private void flush() {
        flushPending = false;
        server.dir().flush(server.dir().size());
        for (Waiting done : List.copyOf(unflushed)) {
            if (!standbysDefined) {
                acknowledge(done, null);
            } else {
                waiting.add(done);
            }
        }
        unflushed.clear();
        server.pump();
    }

    /** A reply came to {@code by}. */
    void release(Connection by) {
        Quorum rule = by.conf();
        if (rule.acks() == 0 || !rule.voters().contains(by.name)) {
            return;
        }
        List<Integer> flushes = server.senders().open().stream()
                .filter(c -> c.flush() >= 0 && rule.voters().contains(c.name))
                .map(Connection::flush)
                .sorted((a, b) -> Integer.compare(b, a))
                .toList();
        if (flushes.size() < rule.acks()) {
            return;
        }
        releasedTo = Math.max(releasedTo, flushes.get(rule.acks() - 1));
        Iterator<Waiting> each = waiting.iterator();
        while (each.hasNext()) {
            Waiting w = each.next();
            if (w.position() <= releasedTo) {
                each.remove();
                acknowledge(w, rule);
            }
        }
    }

    /** An operator cancels the waits: the client gets success with a warning, which is no acknowledgement (R12). */
    void cancel() {
        if (scene.broken(Mutation.CANCELLED_WAIT_IS_AN_ACK)) {
            waiting.forEach(w -> acknowledge(w, server.shownNames()));
        }
        waiting.clear();
    }

    /** A commit that waits is seen by nobody here. */
    void hideWaiting(BitSet commits) {
        unflushed.forEach(w -> commits.clear(Math.toIntExact(w.commit())));
        waiting.forEach(w -> commits.clear(Math.toIntExact(w.commit())));
    }

    void drop() {
        unflushed.clear();
        waiting.clear();
    }

    private void acknowledge(Waiting done, @Nullable Quorum rule) {
        scene.story()
                .tell(() -> server.node() + ": acknowledges commit " + done.commit() + " at " + done.position()
                        + " under " + (rule == null ? "zero acks" : rule.standbyNames()));
        scene.invariants().acknowledged(server.node(), server.term(), done.commit(), rule);
    }
}
