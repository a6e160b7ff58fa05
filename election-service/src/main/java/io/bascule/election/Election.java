package io.bascule.election;

import io.bascule.core.elect.Elector;
import io.bascule.core.elect.FirstRecord;
import io.bascule.core.elect.Reseat;
import io.bascule.core.elect.ShownOlder;
import io.bascule.core.elect.Step;
import io.bascule.core.elect.View;
import io.bascule.core.judge.Judge;
import io.bascule.core.judge.Knowledge;
import io.bascule.core.judge.Reason;
import io.bascule.core.judge.Verdict;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Seen;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.events.LookNow;
import io.bascule.events.StoryEvent;
import io.bascule.platform.ClusterStore;
import io.bascule.platform.EventOutlet;
import io.bascule.platform.HistoryEntry;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.StoreSnapshot;
import io.bascule.platform.StoreUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The main flow of one copy: learn what came in, read the record, judge, decide through {@link Elector}, write under the
 * lock, publish. Runs on one thread; every other thread only puts observations into {@link Inbox}.
 */
final class Election {
    private static final Logger LOG = Logger.getLogger(Election.class);

    /** A look at least this often: deadlines pass without anything arriving. */
    private static final long TICK_MS = 50;

    /** Ten ticks without a look: this copy itself was paused, and what it missed is no sign of anything. */
    private static final long PAUSED_MS = 500;

    private final String cluster;
    private final String me;
    private final ClusterStore store;
    private final Inbox inbox;
    private final EventOutlet outlet;
    private final ElectionMetrics metrics;
    private final MonotonicClock clock;
    private final Supplier<String> newId;

    private Knowledge known;
    private long lastLookMs;
    private long phaseTerm = -1;
    private @Nullable Phase phase;
    private long phaseSinceMs;
    private long writtenRevision = -1;
    private final Alarm alarm;
    private volatile @Nullable Verdict verdict;
    private volatile long kafkaSilentMs;

    /** R7: an etcd that came back older may ask this copy before the nodes have told it so. */
    private Seen newest = Seen.NOTHING;

    private ShownOlder shownOlder;

    Election(
            String cluster,
            String me,
            ClusterStore store,
            Inbox inbox,
            EventOutlet outlet,
            ElectionMetrics metrics,
            MonotonicClock clock,
            Supplier<String> newId) {
        this.cluster = cluster;
        this.me = me;
        this.store = store;
        this.inbox = inbox;
        this.outlet = outlet;
        this.metrics = metrics;
        this.clock = clock;
        this.newId = newId;
        this.lastLookMs = clock.nowMs();
        this.known = Knowledge.startingAt(lastLookMs);
        this.shownOlder = ShownOlder.startingAt(lastLookMs);
        this.alarm = new Alarm(cluster, outlet);
    }

    /** The newest judgement, or null before the first. */
    @Nullable
    Verdict verdict() {
        return verdict;
    }

    /** For how long no monitor had been heard at the newest look. */
    long kafkaSilentMs() {
        return kafkaSilentMs;
    }

    /** Looks until {@code stopped} says so or the thread is interrupted. A look that fails is logged and repeated. */
    void run(Supplier<Boolean> stopped) {
        while (!stopped.get() && inbox.await(TICK_MS)) {
            try {
                look();
            } catch (StoreUnavailableException e) {
                metrics.storeFailed();
                LOG.warnf("etcd did not answer, so nothing was decided: %s", e.getMessage());
            } catch (RuntimeException e) {
                metrics.lookFailed();
                LOG.error("A look at the cluster failed; it is repeated", e);
            }
            // Waiting for a slow etcd is no pause: this copy was awake.
            lastLookMs = clock.nowMs();
        }
    }

    /** One look, from what is known to at most one written change. */
    synchronized void look() {
        long now = learn();
        StoreSnapshot seen = store.snapshot();
        alarm.store(seen, now);
        noteOlder(seen, now);
        if (!seen.reachable()) {
            known = known.withoutStore();
            return;
        }
        if (seen.recordRevision() == writtenRevision) {
            return;
        }
        // An etcd that was wiped counts its revisions from the beginning again.
        writtenRevision = -1;
        ClusterRecord record = seen.record();
        if (record == null) {
            withoutRecord(seen);
            return;
        }
        if (!newest.refuses(seen.seen())) {
            newest = seen.seen();
        }
        View view = view(seen, record, now);
        metrics.judged(view.verdict().reason(), record);
        switch (Elector.next(view)) {
            case Step.Stay stay -> stay(stay, view);
            case Step.Refuse refuse -> refuse(refuse);
            case Step.Change change -> change(change, seen);
        }
    }

    private void noteOlder(StoreSnapshot seen, long now) {
        boolean older = seen.reachable()
                && Reseat.storeCameBackOlder(seen.record(), seen.etcdClusterId(), seen.members(), newest, me)
                        .isPresent();
        shownOlder = shownOlder.noting(older, seen.etcdClusterId(), now);
    }

    /** Takes up what was observed, and returns until when: a hold-up behind that is nobody's silence. */
    private long learn() {
        long now = clock.nowMs();
        if (now - lastLookMs > PAUSED_MS) {
            LOG.warnf("This copy did not run for %d ms; it forgets what it missed", now - lastLookMs);
            known = known.resumed(now);
            shownOlder = ShownOlder.startingAt(now);
        }
        lastLookMs = now;
        for (Inbox.Observation observation : inbox.drain()) {
            known = switch (observation) {
                case Inbox.Heard heard -> known.heard(heard.probe(), Math.min(heard.atMs(), now));
                case Inbox.Pinged pinged -> known.pinged(pinged.node(), pinged.reach(), Math.min(pinged.atMs(), now));
            };
        }
        kafkaSilentMs = known.allSilentMs(now);
        return now;
    }

    private View view(StoreSnapshot seen, ClusterRecord record, long now) {
        known = known.read(record, seen.members(), now);
        if (record.term() != phaseTerm || record.phase() != phase) {
            phaseTerm = record.term();
            phase = record.phase();
            phaseSinceMs = now;
        }
        Verdict judged = Judge.judge(record, seen.members(), known, seen.settings(), now);
        reportChange(judged);
        return new View(
                record,
                seen.settings(),
                seen.members(),
                seen.promises(),
                seen.switchover(),
                judged,
                known,
                now - phaseSinceMs,
                now,
                seen.etcdClusterId(),
                newest,
                me,
                newId.get());
    }

    private void reportChange(Verdict judged) {
        Verdict before = verdict;
        if (before == null || before.reason() != judged.reason()) {
            LOG.infof("judgement %s: %s", judged.reason(), String.join("; ", judged.evidence()));
        }
        verdict = judged;
    }

    private void stay(Step.Stay stay, View view) {
        ClusterRecord record = view.record();
        StoryEvent page = stay.page();
        // Not to know for a moment whether the primary serves takes back no page.
        boolean doubtful =
                record.phase() == Phase.STEADY && view.verdict().reason().kind() != Reason.Kind.SERVES;
        if (page != null) {
            alarm.raise(page, stay.why());
        } else if (!doubtful) {
            alarm.over(record);
        }
        if (record.phase() == Phase.STEADY) {
            store.unlock();
        }
    }

    private void refuse(Step.Refuse refuse) {
        SwitchoverRequest request = refuse.request();
        if (store.dropSwitchover(request)) {
            LOG.warnf("request %s of %s refused: %s", request.id(), request.requestedBy(), refuse.why());
            outlet.publish(new StoryEvent.RequestRefused(
                    cluster, request.term(), request.id(), request.requestedBy(), refuse.why()));
        }
    }

    private void change(Step.Change change, StoreSnapshot seen) {
        @Nullable HistoryEntry finished = change.finished() ? entry(change.next(), seen) : null;
        if (!store.tryLock()) {
            return;
        }
        if (!store.writeRecord(seen.recordRevision(), change.next(), finished, change.switchoverTaken())) {
            LOG.infof("%s: another copy was first", change.transition());
            return;
        }
        written(change.next(), seen);
        LOG.infof(
                "%s, term %d: %s (%s)",
                change.transition(),
                change.next().term(),
                change.why(),
                change.transition().when());
        metrics.changed(change.transition());
        change.story().forEach(outlet::publish);
    }

    /**
     * R7: seats the record above all that the nodes have seen, as an operator asks. Between two looks, on the caller's
     * thread.
     *
     * @return the record that was written, or why none was
     */
    synchronized Reseat.Answer reseat(String by) {
        StoreSnapshot seen = store.snapshot();
        Reseat.Answer answer = answerTo(by, seen);
        if (!(answer instanceof Reseat.Seated seated)) {
            return answer;
        }
        ClusterRecord next = seated.next();
        if (!store.tryLock() || !store.writeRecord(seen.recordRevision(), next, entry(next, seen), true)) {
            return new Reseat.Refused("another copy holds the lock or was first: look at the state and try again");
        }
        written(next, seen);
        LOG.warnf("reseated by %s: %s", by, String.join("; ", next.decision().evidence()));
        outlet.publish(new StoryEvent.PrimaryReinstated(
                cluster, next.term(), next.primary().node(), "etcd was reseated by " + by));
        outlet.publish(new StoryEvent.PrimarySteady(
                cluster,
                next.term(),
                next.primary().node(),
                next.newestTimeline().id()));
        return answer;
    }

    /** What {@link #reseat} would do. */
    synchronized Reseat.Answer wouldReseat(String by) {
        return answerTo(by, store.snapshot());
    }

    private Reseat.Answer answerTo(String by, StoreSnapshot seen) {
        return Reseat.of(
                cluster,
                seen.record(),
                seen.etcdClusterId(),
                seen.members(),
                newest,
                shownOlder.forMs(),
                me,
                by,
                newId.get());
    }

    private HistoryEntry entry(ClusterRecord next, StoreSnapshot seen) {
        return new HistoryEntry(
                Instant.now().toString(), me, next, List.copyOf(seen.members().values()), seen.promises());
    }

    /** All is new, or etcd was emptied, which is paged (R7). */
    private void withoutRecord(StoreSnapshot seen) {
        emptied(seen)
                .ifPresentOrElse(
                        stay -> alarm.raise(Objects.requireNonNull(stay.page(), "emptied is paged"), stay.why()),
                        () -> bootstrap(seen));
    }

    /** R7: why {@code seen}, without a record, is not that of a new cluster, if it is not. */
    synchronized Optional<Step.Stay> emptied(StoreSnapshot seen) {
        return Reseat.emptied(cluster, seen.etcdClusterId(), seen.members(), newest, me);
    }

    private void bootstrap(StoreSnapshot seen) {
        String claimedBy = seen.initClaim();
        if (claimedBy == null) {
            return;
        }
        FirstRecord.of(cluster, claimedBy, seen.members(), me, newId.get())
                .filter(first -> store.tryLock())
                .filter(first -> store.writeRecord(0, first, null, false))
                .ifPresent(first -> {
                    written(first, seen);
                    LOG.infof("The cluster begins with %s, term 1", first.primary());
                    outlet.publish(new StoryEvent.ClusterBootstrapped(
                            cluster, first.term(), first.primary().node(), first.systemIdentifier()));
                    outlet.publish(new StoryEvent.PrimarySteady(
                            cluster,
                            first.term(),
                            first.primary().node(),
                            first.newestTimeline().id()));
                });
    }

    /** Orders everybody to look; until the watch has brought what was written, there is nothing to decide. */
    private void written(ClusterRecord next, StoreSnapshot from) {
        writtenRevision = from.recordRevision();
        outlet.publish(new LookNow(Objects.requireNonNull(next.cluster()), next.term(), next.version()));
    }
}
