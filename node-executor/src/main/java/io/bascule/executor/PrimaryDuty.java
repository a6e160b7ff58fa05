package io.bascule.executor;

import io.bascule.core.node.AbsentVoters;
import io.bascule.core.node.QuorumProgress;
import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState.AbsentVoter;
import io.bascule.core.record.MemberState.StreamingStandby;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.platform.MonotonicClock;
import io.bascule.platform.PgFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a primary keeps account of: its term's office, the quorum it uses and how far that is settled, its standbys. */
final class PrimaryDuty {
    private static final Logger LOG = Logger.getLogger(PrimaryDuty.class);

    /** Standbys reply once a second; one that did not for this long is not announced as streaming. */
    private static final long REPLY_BOUND_MS = 2500;

    /** Settling takes some ten milliseconds; where a standby is away there is no hurry any more. */
    private static final long HURRY_MS = 5000;

    private static final long PROVOKE_LATER_EVERY_MS = 1000;

    /** A standby counts as caught up when it has flushed all that the primary had this long ago, or longer. */
    private static final long CAUGHT_UP_WITHIN_MS = 200;

    private final MonotonicClock clock;
    private final Map<Integer, Heard> heard = new HashMap<>();

    private long writableInTerm;
    private @Nullable Lsn fork;
    private @Nullable QuorumProgress progress;
    private long shownAtMs;
    private long provokedMs;
    private boolean stoppedAlone;
    private Lsn flushedBefore = Lsn.ZERO;
    private Lsn flushedLately = Lsn.ZERO;
    private long flushedLatelyAtMs;
    private List<StreamingStandby> standbys = List.of();
    private AbsentVoters absent = AbsentVoters.NONE;

    /**
     * @param reply the standby's stamp of its last reply
     * @param atMs when that was first seen here
     */
    private record Heard(long reply, long atMs) {}

    PrimaryDuty(MonotonicClock clock) {
        this.clock = clock;
    }

    /** PostgreSQL is out of recovery with the quorum of {@code term} in use. */
    void takeOffice(long term, @Nullable Lsn forkLsn) {
        writableInTerm = term;
        fork = forkLsn;
    }

    /** A fresh session shows {@code quorum}. */
    void shown(Quorum quorum, List<Walsender> walsenders) {
        progress = QuorumProgress.shown(quorum, walsenders);
        shownAtMs = clock.nowMs();
    }

    void stopAlone() {
        stoppedAlone = true;
    }

    /** Takes one look into account; everything is forgotten when this is no running primary. */
    void see(@Nullable Look look, List<Walsender> walsenders) {
        if (look != null) {
            stoppedAlone = false;
        }
        if (look == null || look.inRecovery() || look.flushed() == null) {
            writableInTerm = 0;
            fork = null;
            progress = null;
            standbys = List.of();
            absent = AbsentVoters.NONE;
            heard.clear();
            return;
        }
        if (progress != null) {
            QuorumProgress next = progress.look(walsenders, look.flushed());
            if (next.settled() && !progress.settled()) {
                LOG.infof(
                        "quorum %s, version %d, is settled",
                        next.quorum(), next.quorum().version());
            }
            progress = next;
        }
        hear(walsenders);
        List<StreamingStandby> now = new ArrayList<>();
        Set<Instance> counted = new HashSet<>();
        for (Walsender w : walsenders.reversed()) {
            if (w.streaming()
                    && w.flush() != null
                    && isFresh(w)
                    && onThisTimeline(w.flush())
                    && counted.add(w.instance())) {
                now.add(new StreamingStandby(w.instance(), w.flush(), w.flush().atLeast(flushedBefore)));
            }
        }
        now.sort(java.util.Comparator.comparing(s -> s.instance().applicationName()));
        standbys = List.copyOf(now);
        absent = absent.look(progress == null ? List.of() : progress.quorum().voters(), counted, clock.nowMs());
        remember(look.flushed());
    }

    /** A standby is not behind because two looks came one upon the other. */
    private void remember(Lsn flushed) {
        long nowMs = clock.nowMs();
        if (nowMs - flushedLatelyAtMs >= CAUGHT_UP_WITHIN_MS) {
            flushedBefore = flushedLately;
            flushedLately = flushed;
            flushedLatelyAtMs = nowMs;
        }
    }

    /** Makes the standbys answer while the quorum is not settled. */
    void provoke(LocalPostgres postgres) {
        boolean due = settlesSoon() || (unsettled() && clock.nowMs() - provokedMs >= PROVOKE_LATER_EVERY_MS);
        if (due && !heard.isEmpty()) {
            provokedMs = clock.nowMs();
            try {
                postgres.provoke();
            } catch (PgFailure e) {
                LOG.debugf("the standbys could not be made to answer: %s", e.getMessage());
            }
        }
    }

    /** Whether another look within milliseconds may see the quorum settled. */
    boolean settlesSoon() {
        return unsettled() && clock.nowMs() - shownAtMs < HURRY_MS;
    }

    private boolean unsettled() {
        return progress != null && !progress.settled();
    }

    long writableInTerm() {
        return writableInTerm;
    }

    @Nullable
    Lsn fork() {
        return fork;
    }

    long shownQuorum() {
        return progress == null ? 0 : progress.quorum().version();
    }

    long appliedQuorum() {
        return progress != null && progress.applied() ? progress.quorum().version() : 0;
    }

    long settledQuorum() {
        return progress != null && progress.settled() ? progress.quorum().version() : 0;
    }

    List<StreamingStandby> standbys() {
        return standbys;
    }

    List<AbsentVoter> absent() {
        return absent.announced();
    }

    int streaming() {
        return standbys.size();
    }

    boolean stoppedAlone() {
        return stoppedAlone;
    }

    /** R3: of several connections under one name all but the newest are to be ended. */
    static List<Integer> surplus(List<Walsender> walsenders) {
        Set<Instance> newest = new HashSet<>();
        return walsenders.reversed().stream()
                .filter(w -> !newest.add(w.instance()))
                .map(Walsender::pid)
                .toList();
    }

    private void hear(List<Walsender> walsenders) {
        long nowMs = clock.nowMs();
        heard.keySet().retainAll(walsenders.stream().map(Walsender::pid).toList());
        for (Walsender w : walsenders) {
            Heard before = heard.get(w.pid());
            if (before == null || before.reply() != w.lastReply()) {
                heard.put(w.pid(), new Heard(w.lastReply(), nowMs));
            }
        }
    }

    private boolean isFresh(Walsender w) {
        Heard last = heard.get(w.pid());
        return last != null && clock.nowMs() - last.atMs() <= REPLY_BOUND_MS;
    }

    private boolean onThisTimeline(Lsn flush) {
        return fork == null || flush.atLeast(fork);
    }
}
