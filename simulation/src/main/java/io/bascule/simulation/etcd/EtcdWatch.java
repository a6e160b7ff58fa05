package io.bascule.simulation.etcd;

import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What brings one process etcd's states. Mostly the newest at once; one that is late, or whose process stands still, brings
 * each for itself, in order. As the real one it never resumes: on an error, or behind at two checks, everything is listed anew.
 */
final class EtcdWatch {
    private static final long USUAL_MICROS = 700;
    private static final long SELDOM_MICROS = 60_000;
    private static final long NEXT_MICROS = 300;
    private static final long LISTED_MICROS = 5000;
    private static final long LISTED_AGAIN_MICROS = 300_000;

    private final Scene scene;
    private final Etcd etcd;
    private final Program owner;
    private final Consumer<Contents> take;
    private final Deque<Coming> coming = new ArrayDeque<>();
    private boolean newsExpected;
    private boolean nextExpected;
    private boolean broken;
    private boolean refused;
    private boolean behind;
    private long lateMicros;
    private long takenRevision;

    /** A state that is brought at this time or later. */
    private record Coming(Contents contents, long atMicros) {}

    EtcdWatch(Scene scene, Etcd etcd, Program owner, Consumer<Contents> take) {
        this.scene = scene;
        this.etcd = etcd;
        this.owner = owner;
        this.take = take;
    }

    void breakOff(boolean now) {
        broken = now;
        if (!now) {
            expectNews();
        }
    }

    void delay(long micros) {
        lateMicros = micros;
    }

    boolean isLate() {
        return lateMicros > 0;
    }

    /** What the watch has not brought by the next check it will not bring: that is listed. */
    void check(long shownRevision) {
        boolean differs = !broken && shownRevision != etcd.contents().revision();
        if (differs && behind && !coming.isEmpty()) {
            list();
        } else if (differs) {
            expectNews();
        }
        behind = differs;
    }

    void expectNews() {
        if (broken || refused || !owner.isRunning()) {
            return;
        }
        if (lateMicros > 0 || owner.isFrozen() || !coming.isEmpty()) {
            // In a moment, when the whole transaction is there.
            scene.schedule().in(0, etcd.program(), this::queue);
            return;
        }
        if (newsExpected) {
            return;
        }
        newsExpected = true;
        long usual = scene.dice().chance(0.01) ? SELDOM_MICROS : USUAL_MICROS;
        scene.schedule().in(scene.dice().delay(usual), owner, () -> {
            newsExpected = false;
            if (etcd.isReached(owner) && !broken && !refused && coming.isEmpty()) {
                list();
            }
        });
    }

    private void queue() {
        Contents now = etcd.contents();
        long newest =
                coming.isEmpty() ? takenRevision : coming.getLast().contents().revision();
        if (broken || refused || now.revision() == newest) {
            return;
        }
        coming.add(new Coming(now, scene.schedule().now() + lateMicros));
        if (etcd.isCompacting()) {
            compacted();
        }
        expectNext();
    }

    private void expectNext() {
        Coming first = coming.peek();
        if (first != null && !nextExpected) {
            nextExpected = true;
            long due = first.atMicros() - scene.schedule().now();
            scene.schedule().in(Math.max(scene.dice().delay(NEXT_MICROS), due), owner, this::bringNext);
        }
    }

    private void bringNext() {
        nextExpected = false;
        Coming first = coming.peek();
        if (broken || !etcd.isReached(owner)) {
            coming.clear();
        } else if (first != null && first.atMicros() <= scene.schedule().now()) {
            coming.remove();
            bring(first.contents());
        }
        expectNext();
    }

    /** A watch that has more to bring than the newest revision is refused. */
    void compacted() {
        if (coming.size() > 1) {
            refuse();
        }
    }

    /** etcd has ended the watch; until the listing is answered the process has what it had. */
    void refuse() {
        coming.clear();
        if (!refused && !broken && owner.isRunning()) {
            refused = true;
            scene.story().tell(() -> owner + ": its watch on etcd is refused");
            scene.schedule().in(scene.dice().delay(LISTED_MICROS), owner, this::listAnew);
        }
    }

    private void listAnew() {
        if (!etcd.isReached(owner) || scene.dice().chance(etcd.flaky())) {
            scene.schedule().in(LISTED_AGAIN_MICROS, owner, this::listAnew);
            return;
        }
        refused = false;
        if (!broken) {
            list();
        }
    }

    /** The newest at once, whatever came between. */
    void list() {
        coming.clear();
        bring(etcd.contents());
    }

    private void bring(Contents now) {
        takenRevision = now.revision();
        take.accept(now);
    }
}
