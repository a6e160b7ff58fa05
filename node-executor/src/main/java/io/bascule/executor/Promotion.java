package io.bascule.executor;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import io.bascule.events.StoryEvent.PrimaryPromoted;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.platform.PgFailure;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes this node the primary of a term, with the quorum in use before the first commit. */
final class Promotion {
    private static final Logger LOG = Logger.getLogger(Promotion.class);

    private static final long SHOW_BOUND_MS = 2000;
    private static final long PROMOTE_BOUND_MS = 10_000;

    private static final long LOOK_EVERY_MS = 5;

    private final Node node;
    private final PrimaryDuty duty;
    private final Cutting cutting;

    Promotion(Node node, PrimaryDuty duty, Cutting cutting) {
        this.node = node;
        this.duty = duty;
        this.cutting = cutting;
    }

    /**
     * Leaves recovery. A standby's own setting names nobody, so that a commit that comes before the quorum is taken up
     * waits instead of slipping through; the promotion need not wait for the quorum to be seen.
     */
    void promote(long term, Quorum quorum) {
        long beganMs = node.clock().nowMs();
        if (node.state().get().promotingTerm() != term) {
            if (node.state().get().following() != null) {
                cutting.cutOff();
            }
            int newestHistory = node.data().newestHistory();
            // From here on it may leave recovery at any moment, whatever becomes of this process (R4).
            node.state().update(s -> s.promoting(term, newestHistory));
        }
        write(quorum);
        node.postgres().promote();
        awaitPrimary(term, quorum);
        Look look = node.postgres().look().orElseThrow(() -> new ExecutorProblem("PostgreSQL ended while promoted"));
        Lsn fork = fork(look.timeline());
        begin(term, quorum, fork);
        long tookMs = node.clock().nowMs() - beganMs;
        LOG.infof("primary of term %d on timeline %d from %s after %d ms", term, look.timeline(), fork, tookMs);
        node.events()
                .publish(new PrimaryPromoted(
                        node.cluster(), term, node.name(), look.timeline(), fork == null ? Lsn.ZERO : fork, tookMs));
    }

    /** Both at once: that the quorum is seen in use takes about as long as to leave recovery. */
    private void awaitPrimary(long term, Quorum quorum) {
        long beganMs = node.clock().nowMs();
        boolean shown = false;
        boolean primary = false;
        while (true) {
            shown = shown || showsYet(quorum);
            primary = primary || !node.postgres().isInRecovery();
            if (shown && primary) {
                return;
            }
            long waitedMs = node.clock().nowMs() - beganMs;
            if (!shown && waitedMs > (primary ? SHOW_BOUND_MS : PROMOTE_BOUND_MS)) {
                throw notShown(quorum);
            }
            if (!primary && waitedMs > PROMOTE_BOUND_MS) {
                throw new ExecutorProblem("PostgreSQL has not left recovery within " + PROMOTE_BOUND_MS
                        + " ms; it may have much WAL to replay, or a slow disk");
            }
            if (!primary && node.store().snapshot().seen().term() > term) {
                throw new ExecutorProblem("the promotion in term " + term + " was revoked");
            }
            node.pause().ms(LOOK_EVERY_MS);
        }
    }

    /** As the running primary: uses {@code quorum}, and takes office where it has not in this term. */
    void applyQuorum(long term, Quorum quorum) {
        node.state().update(s -> s.primaryTerm() == term && s.promotingTerm() == 0 ? s : s.asPrimary(term));
        if (quorum.acks() > 0 && mayHaveZeroAcks()) {
            leaveZeroAcks();
        }
        write(quorum);
        awaitShown(quorum);
        Look look = node.postgres().look().orElseThrow(() -> new ExecutorProblem("PostgreSQL does not answer"));
        if (look.inRecovery()) {
            throw new ExecutorProblem("PostgreSQL is in recovery, not a primary");
        }
        begin(term, quorum, fork(look.timeline()));
        LOG.infof("uses quorum %s, version %d", quorum, quorum.version());
    }

    private void begin(long term, Quorum quorum, @Nullable Lsn fork) {
        duty.takeOffice(term, fork);
        duty.shown(quorum, node.postgres().walsenders());
    }

    private @Nullable Lsn fork(int timeline) {
        return node.data().forkOf(timeline).orElse(null);
    }

    /**
     * R1, R2: backends skip the wait until the checkpointer has taken up that there are standbys to wait for, and no
     * session can see whether it has. So first nobody is waited for, until a commit is seen to hang; then the quorum.
     * Without that proof commits go on waiting for nobody, and the next try asks for it again.
     */
    private void leaveZeroAcks() {
        write(Configuration.FAIL_CLOSED);
        long untilMs = node.clock().nowMs() + SHOW_BOUND_MS;
        while (!node.postgres().commitHangs()) {
            if (node.clock().nowMs() > untilMs) {
                throw new ExecutorProblem("commits do not wait for standbys " + SHOW_BOUND_MS
                        + " ms after they were told to; the checkpointer may hang on the disk");
            }
        }
    }

    /** By the record too: what is shown may be what an earlier try without a proof left behind. */
    private boolean mayHaveZeroAcks() {
        ClusterRecord record = node.state().get().record();
        boolean recorded = record != null && record.quorums().stream().anyMatch(q -> q.acks() == 0);
        return recorded || node.postgres().shownQuorum().names().isEmpty();
    }

    private void write(Quorum quorum) {
        List<String> reclaimed = node.conf().reclaimAutoConf();
        if (!reclaimed.isEmpty()) {
            LOG.warnf("taken out of postgresql.auto.conf, because Bascule owns them: %s", reclaimed);
        }
        node.conf().writePrimary(quorum);
        node.postmaster().reload();
    }

    /** R2: in a session that began after. */
    private void awaitShown(Quorum quorum) {
        long untilMs = node.clock().nowMs() + SHOW_BOUND_MS;
        while (!shows(quorum)) {
            if (node.clock().nowMs() > untilMs) {
                throw notShown(quorum);
            }
            node.pause().ms(LOOK_EVERY_MS);
        }
    }

    private ExecutorProblem notShown(Quorum quorum) {
        return new ExecutorProblem("PostgreSQL does not show synchronous_standby_names = '"
                + quorum.standbyNames() + "' within " + SHOW_BOUND_MS + " ms after a reload; see "
                + node.paths().log());
    }

    /** While PostgreSQL is promoted a new session may take long. */
    private boolean showsYet(Quorum quorum) {
        try {
            return shows(quorum);
        } catch (PgFailure e) {
            LOG.debugf("no session shows the quorum yet: %s", e.getMessage());
            return false;
        }
    }

    private boolean shows(Quorum quorum) {
        LocalPostgres.ShownQuorum shown = node.postgres().shownQuorum();
        return shown.names().equals(quorum.standbyNames())
                && Long.toString(quorum.version()).equals(shown.version());
    }
}
