package io.bascule.simulation.postgres;

import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import io.bascule.simulation.check.Scene;
import java.util.List;

/** A WAL sender and the WAL receiver it serves; each end learns of the other's end late, or by its silence only. */
final class Connection {
    private static final long SILENT_MICROS = 5_000_000;

    private final Scene scene;
    final Server up;
    final Server down;
    final Instance name;
    final Upstream asked;
    private final int pid;
    private final boolean stuck;
    private final boolean strands;
    private final long madeMicros;
    private Quorum conf;
    private boolean reloadPending;
    private int repliesSinceReload;
    boolean senderOpen = true;
    boolean receiverOpen = true;
    private int sent;
    private boolean inFlight;
    private int flush = -1;
    private long replies;
    private long senderHeardMicros;
    private long receiverHeardMicros;

    /**
     * @param stuck whether the sender has nothing that fits behind what the receiver has
     * @param strands whether it never will
     */
    Connection(
            Scene scene,
            Server up,
            Server down,
            Instance name,
            Upstream asked,
            int pid,
            int start,
            boolean stuck,
            boolean strands) {
        this.scene = scene;
        this.up = up;
        this.down = down;
        this.name = name;
        this.asked = asked;
        this.pid = pid;
        this.sent = start;
        this.stuck = stuck;
        this.strands = strands;
        this.madeMicros = scene.schedule().now();
        this.conf = up.shownNames();
        this.senderHeardMicros = scene.schedule().now();
        this.receiverHeardMicros = senderHeardMicros;
    }

    Walsender row() {
        return new Walsender(pid, name, flush >= 0, flush < 0 ? null : DataDir.lsn(flush), replies);
    }

    /** Of its sender, and of its receiver as well. */
    int pid() {
        return pid;
    }

    int flush() {
        return flush;
    }

    Quorum conf() {
        return conf;
    }

    /**
     * The postmaster has told it to read the configuration again, which it does before it takes the next replies: it may
     * be in the middle of some, so the first one proves nothing, the second does (WalSndLoop).
     */
    void reload(long micros) {
        if (!reloadPending) {
            // A second signal does not undo the first.
            reloadPending = true;
            repliesSinceReload = 0;
        }
        scene.schedule().in(micros, up.program(), this::takeUp);
    }

    private void takeUp() {
        reloadPending = false;
        conf = up.file().names();
    }

    /** Sends what the sender may send and has not yet sent. */
    void pump() {
        if (!senderOpen || inFlight || stuck || sent >= up.sendable()) {
            return;
        }
        int limit = up.sendable();
        inFlight = true;
        List<WalRecord> records = up.dir().from(sent, limit);
        sent = limit;
        scene.schedule().in(scene.dice().delay(300), down.program(), () -> arrive(records));
    }

    private void arrive(List<WalRecord> records) {
        if (!receiverOpen) {
            return;
        }
        if (!scene.network().reaches(up.node(), down.node())) {
            // TCP holds it and sends it again.
            scene.schedule().in(scene.dice().between(20_000, 200_000), down.program(), () -> arrive(records));
            return;
        }
        receiverHeardMicros = scene.schedule().now();
        inFlight = false;
        down.standby().receive(this, records);
        scene.schedule().in(20, up.program(), this::pump);
    }

    /** The receiver says how far it has flushed. */
    void reply() {
        if (receiverOpen) {
            int flushed = down.dir().flushed();
            scene.schedule().in(scene.dice().delay(200), up.program(), () -> replied(flushed));
        }
    }

    private void replied(int flushed) {
        if (!senderOpen) {
            return;
        }
        if (!scene.network().reaches(down.node(), up.node())) {
            scene.schedule().in(scene.dice().between(20_000, 200_000), up.program(), () -> replied(flushed));
            return;
        }
        senderHeardMicros = scene.schedule().now();
        if (reloadPending && ++repliesSinceReload >= 2) {
            takeUp();
        }
        flush = Math.max(flush, flushed);
        replies++;
        up.commits().release(this);
    }

    void keepAlive() {
        if (scene.network().reaches(up.node(), down.node())) {
            receiverHeardMicros = scene.schedule().now();
        }
        if (scene.schedule().now() - senderHeardMicros > SILENT_MICROS) {
            closeSender();
        }
    }

    /** Whether a primary that answers was found to have nothing that fits, after {@code micros} without any WAL. */
    boolean isStrandedFor(long micros) {
        return strands && up.isPrimary() && senderOpen && scene.schedule().now() - madeMicros >= micros;
    }

    boolean receiverTimedOut() {
        return scene.schedule().now() - receiverHeardMicros > SILENT_MICROS;
    }

    /** The sender's process ends; the other side hears of it unless it is out of reach. */
    void closeSender() {
        if (!senderOpen) {
            return;
        }
        senderOpen = false;
        up.senders().forget(this);
        scene.schedule().in(scene.dice().delay(400), down.program(), () -> {
            if (receiverOpen && scene.network().reaches(up.node(), down.node())) {
                closeReceiver();
            }
        });
    }

    void closeReceiver() {
        if (!receiverOpen) {
            return;
        }
        receiverOpen = false;
        down.standby().receiverEnded(this);
        scene.schedule().in(scene.dice().delay(400), up.program(), () -> {
            if (senderOpen && scene.network().reaches(down.node(), up.node())) {
                closeSender();
            }
        });
    }
}
