package io.bascule.lab.show;

import io.bascule.lab.cluster.Cluster;
import io.bascule.lab.cluster.ClusterState;
import io.bascule.lab.cluster.HaproxyStats;
import io.bascule.lab.cluster.LabFailure;
import io.bascule.lab.write.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Keeps the cluster's picture on a screen, in a thread of its own, with the writes per second under it. */
public final class LivePicture implements AutoCloseable {
    private static final long REDRAW_MS = 250;

    /** Without a terminal each look would be a line. */
    private static final long PLAIN_LINE_MS = 2000;

    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

    private final Screen screen;
    private final Cluster cluster;
    private final Thread painter;
    private volatile @Nullable Ledger ledger;
    private volatile boolean closed;
    private int acknowledgedBefore;
    private long lookedNanos = System.nanoTime();

    public LivePicture(Screen screen, Cluster cluster) {
        this.screen = screen;
        this.cluster = cluster;
        this.painter = Thread.ofPlatform().daemon().name("picture").start(this::paint);
    }

    /** Shows the writes of other writers from now on. */
    public void writing(Ledger newLedger) {
        acknowledgedBefore = 0;
        ledger = newLedger;
    }

    private void paint() {
        while (!closed) {
            if (screen.isTerminal()) {
                screen.picture(look());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REDRAW_MS));
            } else {
                screen.line("  " + inOneLine());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PLAIN_LINE_MS));
            }
        }
    }

    private List<String> look() {
        List<String> lines = new ArrayList<>(List.of(""));
        try {
            lines.addAll(Picture.of(cluster.endpoints().nodes(), cluster.state(), haproxy()));
        } catch (LabFailure e) {
            lines.add(String.valueOf(e.getMessage()));
        }
        lines.add("writes per second: " + writesPerSecond());
        return lines;
    }

    private String inOneLine() {
        try {
            ClusterState state = cluster.state();
            HaproxyStats haproxy = haproxy();
            return "term " + state.term() + ", primary " + state.primary().orElse("none")
                    + ", HAProxy sends writers to " + (haproxy == null ? "?" : haproxy.open("write")) + ", "
                    + writesPerSecond() + " writes per second";
        } catch (LabFailure e) {
            return String.valueOf(e.getMessage());
        }
    }

    private @Nullable HaproxyStats haproxy() {
        try {
            return cluster.haproxy();
        } catch (LabFailure e) {
            return null;
        }
    }

    private long writesPerSecond() {
        Ledger now = ledger;
        if (now == null) {
            return 0;
        }
        int acknowledged = now.acknowledgedCount();
        long nanos = System.nanoTime();
        double perSecond = (acknowledged - acknowledgedBefore) * 1e9 / Math.max(1, nanos - lookedNanos);
        acknowledgedBefore = acknowledged;
        lookedNanos = nanos;
        return Math.max(0, Math.round(perSecond));
    }

    /** Stops painting; the last picture stays. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(painter);
        try {
            painter.join(CLOSE_BOUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        screen.keepPicture();
    }
}
