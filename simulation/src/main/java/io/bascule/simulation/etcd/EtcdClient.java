package io.bascule.simulation.etcd;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Promise;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.StoreSnapshot;
import io.bascule.platform.StoreUnavailableException;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One process's way to etcd, with the promises that the real store keeps: a copy that a watch keeps fresh, a lease that
 * is never believed longer than it lives, writes that are never repeated behind the caller's back.
 */
public final class EtcdClient implements ClusterStore {
    private static final long TICK_MICROS = 500_000;
    private static final long LEASE_MS = 2000;
    private static final double PASSED_ON = 0.3;

    private final Scene scene;
    private final Etcd etcd;
    private final Program owner;
    private final List<Runnable> listeners = new ArrayList<>();
    private StoreSnapshot snapshot = StoreSnapshot.EMPTY;
    private @Nullable Contents shown;
    private long shownRevision;
    private long shownLock;
    private final EtcdWatch watch;
    private boolean closed;
    private int silentTicks;
    private long lease;
    private long leaseHeldUntilMs;
    private long lockRevision;
    private long lockedUnder;
    private @Nullable MemberState wanted;
    private @Nullable MemberState announced;
    private long announcedUnder;
    private long announcedRevision;
    private @Nullable ClusterRecord wrote;
    private long wroteRevision;

    EtcdClient(Scene scene, Etcd etcd, Program owner) {
        this.scene = scene;
        this.etcd = etcd;
        this.owner = owner;
        this.watch = new EtcdWatch(scene, etcd, owner, this::bring);
        scene.schedule().in(scene.dice().between(500, 3000), owner, this::tick);
    }

    EtcdWatch watch() {
        return watch;
    }

    /** The watch brings nothing until it is mended and lists anew; that etcd answers is seen all the while. */
    public void breakWatch(boolean broken) {
        // Its process may have ended meanwhile, and another one taken its place.
        watch.breakOff(broken || closed);
    }

    /** The watch brings each state for itself, so much later; 0 ends that. */
    public void delayWatch(long micros) {
        watch.delay(micros);
    }

    private boolean connected() {
        return etcd.isReached(owner);
    }

    private void tick() {
        if (connected()) {
            silentTicks = 0;
            watch.check(shownRevision);
            if (!snapshot.reachable()) {
                watch.list();
            }
            renew();
        } else if (++silentTicks >= 2 && snapshot.reachable()) {
            reachable(false);
        }
        scene.schedule().in(TICK_MICROS, owner, this::tick);
    }

    private void renew() {
        if (lease != 0) {
            if (etcd.keepAlive(lease, false)) {
                leaseHeldUntilMs = owner.clock().nowMs() + LEASE_MS;
            } else {
                lease = 0;
            }
        }
        try {
            refresh();
        } catch (StoreUnavailableException e) {
            // The next tick says it again.
            silentTicks = 0;
        }
    }

    private void bring(Contents now) {
        shown = now;
        shownRevision = now.revision();
        shownLock = now.lockRevision();
        // A client does not forget what it wrote itself.
        boolean older = now.recordRevision() < wroteRevision;
        show(new StoreSnapshot(
                true,
                now.clusterId(),
                older ? wrote : now.record(),
                older ? wroteRevision : now.recordRevision(),
                now.settings(),
                now.members(),
                now.promises(),
                now.switchover(),
                now.initClaim()));
    }

    private void reachable(boolean reachable) {
        StoreSnapshot s = snapshot;
        show(new StoreSnapshot(
                reachable,
                s.etcdClusterId(),
                s.record(),
                s.recordRevision(),
                s.settings(),
                s.members(),
                s.promises(),
                s.switchover(),
                s.initClaim()));
    }

    private void show(StoreSnapshot now) {
        StoreSnapshot before = snapshot;
        snapshot = now;
        if (now.isNews(before)) {
            listeners.forEach(Runnable::run);
        }
    }

    /** One call: applied or not, and heard of or not. */
    private <T> T call(Supplier<T> work) {
        String place = owner.place();
        if (etcd.isAway() || !scene.network().reaches(place, Etcd.PLACE)) {
            throw unavailable("etcd is not reached");
        }
        if (!etcd.leader().isThere()) {
            if (etcd.leader().isThoughtThere() && scene.dice().chance(PASSED_ON)) {
                etcd.leader().passOn(() -> {
                    var late = work.get();
                    scene.story().tell(() -> "etcd: a call of " + owner + " was in the log: " + late);
                });
            }
            throw unavailable("etcd has no leader");
        }
        if (!scene.network().reaches(Etcd.PLACE, place)) {
            var unheard = work.get();
            throw unavailable("the answer to " + unheard + " is lost");
        }
        if (scene.dice().chance(etcd.flaky())) {
            int fate = scene.dice().below(3);
            if (fate == 0) {
                var unheard = work.get();
                throw unavailable("the answer to " + unheard + " is lost");
            }
            if (fate == 1) {
                scene.schedule().in(scene.dice().between(1000, 4_000_000), etcd.program(), () -> {
                    var late = work.get();
                    scene.story().tell(() -> "etcd: a call of " + owner + " applied late: " + late);
                });
            }
            throw unavailable("no answer in time");
        }
        return work.get();
    }

    private static StoreUnavailableException unavailable(String why) {
        return new StoreUnavailableException(why, new IllegalStateException(why));
    }

    private long ensureLease() {
        if (!leaseHeld(lease)) {
            lease = call(etcd::grant);
            leaseHeldUntilMs = owner.clock().nowMs() + LEASE_MS;
        }
        return lease;
    }

    private boolean leaseHeld(long under) {
        return under != 0 && under == lease && owner.clock().nowMs() < leaseHeldUntilMs;
    }

    @Override
    public StoreSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void announce(MemberState state) {
        wanted = state;
        refresh();
    }

    private void refresh() {
        MemberState state = wanted;
        if (state == null) {
            return;
        }
        boolean replaced = connected()
                && shownRevision > announcedRevision
                && !state.equals(snapshot.members().get(state.node()));
        if (state.equals(announced) && leaseHeld(announcedUnder) && !replaced) {
            return;
        }
        long under = ensureLease();
        long expected = etcd.memberRevision(state.node());
        announced = null;
        if (!call(() -> etcd.announce(state, under, expected))) {
            lease = 0;
            throw unavailable("the lease ended meanwhile");
        }
        announced = state;
        announcedUnder = under;
        announcedRevision = etcd.memberRevision(state.node());
    }

    @Override
    public void promise(Promise promise) {
        long expected = etcd.promiseRevision(promise);
        call(() -> {
            etcd.promise(promise, expected);
            return true;
        });
    }

    @Override
    public boolean claimInit(String node) {
        return call(() -> etcd.claimInit(node));
    }

    @Override
    public boolean tryLock() {
        if (heldLock() != 0) {
            return true;
        }
        long under = ensureLease();
        long revision = call(() -> etcd.lock(under));
        if (revision == 0) {
            return false;
        }
        lockRevision = revision;
        lockedUnder = under;
        return true;
    }

    private long heldLock() {
        boolean goneByWatch = shownRevision >= lockRevision && shownLock != lockRevision;
        if (lockRevision != 0 && (!leaseHeld(lockedUnder) || goneByWatch)) {
            lockRevision = 0;
        }
        return lockRevision;
    }

    @Override
    public void unlock() {
        long held = heldLock();
        lockRevision = 0;
        if (held != 0) {
            call(() -> {
                etcd.unlock(held);
                return true;
            });
        }
    }

    @Override
    public boolean writeRecord(
            long expectedRevision, ClusterRecord next, @Nullable HistoryEntry history, boolean switchoverTaken) {
        long held = heldLock();
        if (held == 0) {
            return false;
        }
        long revision = call(() -> etcd.write(expectedRevision, held, next, history != null, switchoverTaken));
        if (revision != 0) {
            wrote = next;
            wroteRevision = revision;
            Contents now = shown;
            if (watch.isLate() && now != null) {
                bring(now);
            }
        }
        return revision != 0;
    }

    @Override
    public boolean requestSwitchover(SwitchoverRequest request) {
        return call(() -> etcd.request(request));
    }

    @Override
    public boolean dropSwitchover(SwitchoverRequest request) {
        return call(() -> etcd.drop(request));
    }

    @Override
    public void writeSettings(Settings settings) {
        call(() -> {
            etcd.settings(settings);
            return true;
        });
    }

    @Override
    public List<HistoryEntry> history(int limit) {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
        watch.breakOff(true);
        etcd.forget(this);
    }
}
