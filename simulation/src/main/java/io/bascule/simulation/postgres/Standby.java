package io.bascule.simulation.postgres;

import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.check.Scene;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a PostgreSQL in recovery does: replay, a WAL receiver, promotion. */
final class Standby {
    private static final long RETRY_MICROS = 50_000;
    private static final long CONNECT_TIMEOUT_MICROS = 2_000_000;

    private static final long STRANDED_MICROS = 10_000_000;

    private final Scene scene;
    private final Server server;
    private @Nullable Connection receiver;
    private @Nullable Upstream upstream;

    /** The application_name in the connection string as taken up, which the file may no longer hold. */
    private @Nullable Instance self;

    private int received = -1;
    private int replayed;
    private boolean replaying;
    private boolean connecting;
    private boolean flushing;
    private boolean ending;
    private boolean promoteAsked;
    private long failedAt;

    Standby(Scene scene, Server server) {
        this.scene = scene;
        this.server = server;
    }

    void start() {
        receiver = null;
        received = -1;
        replaying = false;
        connecting = false;
        flushing = false;
        ending = false;
        promoteAsked = false;
        failedAt = -RETRY_MICROS;
        upstream = server.file().upstream();
        self = server.file().self();
        int size = server.dir().size();
        // Replay begins at the last restartpoint, which is not always near.
        boolean far = scene.dice().chance(server.pace().replaysSlowly() ? 0.7 : 0.1);
        replayed = size - (int) scene.dice().between(0, far ? size - 1 : Math.min(size - 1, 8));
    }

    int replayed() {
        return replayed;
    }

    int received() {
        return received;
    }

    boolean hasReceiver() {
        return receiver != null;
    }

    /** The process ID of one that streams, or 0. */
    int receiver() {
        return receiver != null && received >= 0 && !ending ? receiver.pid() : 0;
    }

    boolean isStranded() {
        Connection now = receiver;
        return now != null && now.isStrandedFor(STRANDED_MICROS);
    }

    boolean replayIdles() {
        return replayed >= server.dir().flushed();
    }

    /** The startup process reads the new connection string between two records; another one ends the receiver. */
    void takeUp() {
        Upstream now = server.file().upstream();
        Upstream before = upstream;
        upstream = now;
        self = server.file().self();
        boolean same = now == null ? before == null : before != null && isOneSource(before, now);
        if (same) {
            return;
        }
        endReceiver();
        connectSoon(0);
    }

    /** SIGTERM: it ends when it gets to it. */
    void endReceiver() {
        Connection now = receiver;
        if (now == null || ending) {
            return;
        }
        ending = true;
        long micros = scene.dice().chance(0.03)
                ? scene.dice().between(100_000, 1_500_000)
                : scene.dice().delay(1500);
        scene.schedule().in(micros, server.program(), now::closeReceiver);
    }

    void receiverEnded(Connection which) {
        if (receiver == which) {
            receiver = null;
            ending = false;
            // Its last act is to flush what it wrote, and to say so (WalRcvDie).
            server.dir().flush(server.dir().size());
            received = Math.max(received, server.dir().flushed());
            // At once after the first failure in a while (wal_retrieve_retry_interval counts from the last one).
            long now = scene.schedule().now();
            connectSoon(now - failedAt < RETRY_MICROS ? RETRY_MICROS : 0);
            failedAt = now;
            replay();
        }
    }

    void replay() {
        if (replaying || !server.isInRecovery()) {
            return;
        }
        replaying = true;
        scene.schedule().in(server.pace().replay(), server.program(), () -> {
            replaying = false;
            // Only what is on disk is replayed.
            int end = server.dir().flushed();
            replayed = server.pace().replaysSlowly() ? Math.min(end, replayed + 1) : end;
            server.dir().control(server.dir().lastTimeline());
            server.consistent();
            server.pump();
            if (replayed < end) {
                replay();
            } else if (promoteAsked) {
                promoted(1);
            } else {
                connectSoon(0);
            }
        });
    }

    void connectSoon(long micros) {
        if (connecting || !server.isInRecovery()) {
            return;
        }
        connecting = true;
        scene.schedule().in(micros + scene.dice().delay(1000), server.program(), this::connect);
    }

    private void connect() {
        connecting = false;
        Upstream to = newest(upstream);
        if (to == null || receiver != null || !server.isInRecovery() || promoteAsked) {
            return;
        }
        if (!replayIdles()) {
            replay();
            return;
        }
        Server other = server.other(to.node());
        if (!server.hasPassword(to.node()) || other == null) {
            connectSoon(RETRY_MICROS);
            return;
        }
        if (!scene.network().both(server.node(), to.node()) || other.program().isFrozen()) {
            connectSoon(CONNECT_TIMEOUT_MICROS);
            return;
        }
        Connection made = other.senders().accept(server, to, Objects.requireNonNull(self, "a name"));
        if (made == null) {
            connectSoon(RETRY_MICROS);
            return;
        }
        receiver = made;
        ending = false;
        // The position shown begins at the segment's start until something has come.
        received = Math.max(0, server.dir().size() - scene.dice().below(4));
        scene.story()
                .tell(() -> server.node() + ": streams from " + to.node() + " of term " + to.term() + " at "
                        + server.dir().size());
        made.reply();
        scene.schedule().in(100, other.program(), made::pump);
    }

    void receive(Connection from, List<WalRecord> records) {
        Upstream asked = Objects.requireNonNull(newest(from.asked));
        scene.invariants().received(server.node(), server.promisedInStore(), from.up.node(), asked.term());
        server.dir().append(records);
        if (!flushing) {
            flushing = true;
            scene.schedule().in(server.pace().disk(), server.program(), () -> {
                flushing = false;
                server.dir().flush(server.dir().size());
                received = server.dir().flushed();
                Connection now = receiver;
                if (now != null) {
                    now.reply();
                }
                server.pump();
                replay();
            });
        }
    }

    /** A connection string names a host and its slot a disk, but not a term. */
    private @Nullable Upstream newest(@Nullable Upstream asked) {
        Upstream configured = server.file().upstream();
        boolean renewed = configured != null
                && asked != null
                && isOneSource(configured, asked)
                && configured.term() > asked.term();
        return renewed ? configured : asked;
    }

    private boolean isOneSource(Upstream one, Upstream other) {
        return scene.broken(Mutation.ANY_DISK_STREAMED)
                ? one.node().equals(other.node())
                : one.primary().equals(other.primary());
    }

    void housekeep() {
        Connection now = receiver;
        if (now == null) {
            connectSoon(0);
        } else if (now.receiverTimedOut()) {
            now.closeReceiver();
        } else {
            now.reply();
        }
    }

    void close() {
        Connection now = receiver;
        if (now != null) {
            now.closeReceiver();
        }
        receiver = null;
    }

    void promote() {
        if (promoteAsked || !server.isInRecovery()) {
            return;
        }
        promoteAsked = true;
        scene.schedule().in(scene.dice().delay(500), server.program(), this::replay);
    }

    /** The end of recovery, one durable step at a time (StartupXLOG). */
    private void promoted(int step) {
        DataDir dir = server.dir();
        int nextTimeline = dir.newestHistory() + 1;
        switch (step) {
            case 1 -> close();
            case 2 -> dir.segmentOf(nextTimeline);
            case 3 -> dir.removeStandbySignal();
            case 4 -> dir.historyOf(nextTimeline);
            case 5 -> {
                int timeline = dir.newestHistory();
                dir.append(new WalRecord(timeline, WalRecord.NONE));
                dir.flush(dir.size());
                dir.control(timeline);
            }
            default -> {
                server.leaveRecovery();
                return;
            }
        }
        int life = server.program().incarnation();
        Runnable next = () -> {
            if (server.program().incarnation() == life) {
                scene.schedule().in(server.pace().promotion(), server.program(), () -> promoted(step + 1));
            }
        };
        if (!server.pace().stands(step, next)) {
            next.run();
        }
    }
}
