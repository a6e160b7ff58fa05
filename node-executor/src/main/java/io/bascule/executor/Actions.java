package io.bascule.executor;

import io.bascule.core.node.NodePlan;
import io.bascule.core.node.QuorumProgress.Walsender;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import io.bascule.events.StoryEvent.NodeRejoined;
import io.bascule.events.StoryEvent.NodeRejoined.How;
import io.bascule.events.WalPosition;
import io.bascule.executor.LocalPostgres.Look;
import io.bascule.executor.NodeState.Making;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Each action of the plan, on the real thing. All are bounded and fail with one sentence. */
final class Actions {
    private static final Logger LOG = Logger.getLogger(Actions.class);

    private static final long HOUSEKEEPING_EVERY_MS = 1000;

    /** One that stops immediately kills its own children after five seconds. */
    private static final long KILL_AFTER_MS = 2 * NodePlan.STOP_BOUND_MS;

    private final Node node;
    private final LongTasks tasks;
    private final Bootstrap bootstrap;
    private final Cutting cutting;
    private final Promotion promotion;
    private final Copying copying;
    private final WalGap walGap;
    private long keptHouseMs;
    private boolean answers;
    private boolean confWritten;
    private @Nullable Instance announcedDisk;

    Actions(Node node, Founding founding, CopyTools copyTools, PrimaryDuty duty, LongTasks tasks, WalGap walGap) {
        this.node = node;
        this.tasks = tasks;
        this.bootstrap = new Bootstrap(node, founding, duty);
        this.cutting = new Cutting(node);
        this.promotion = new Promotion(node, duty, cutting);
        this.copying = new Copying(node, copyTools, walGap);
        this.walGap = walGap;
    }

    void bootstrap() {
        confWritten = true;
        bootstrap.run();
    }

    void copyAll(Upstream from) {
        tasks.start("Clone", from, (progress, cancelled) -> copying.copyAll(from, progress, cancelled));
    }

    void rewind(Upstream from) {
        tasks.start("Rewind", from, (progress, cancelled) -> copying.rewind(from, progress, cancelled));
    }

    /** R4: the cut is enforced at every start, whatever the data directory brings along. */
    void startCut() {
        prepareStart();
        node.data().makeStandby();
        node.state().update(s -> rejoining(s.cut().withoutPromotion()));
        node.conf().writeCut();
        start();
    }

    void startFollowing(Upstream upstream) {
        prepareStart();
        node.data().makeStandby();
        node.state().update(Actions::rejoining);
        node.conf().writeFollowing(upstream, self());
        start();
    }

    void startPrimary(long term, Quorum quorum) {
        prepareStart();
        node.state().update(s -> s.asPrimary(term));
        node.conf().writePrimary(quorum);
        start();
    }

    void cutOff() {
        LOG.infof("listens to nobody, its WAL ends at %s", cutting.cutOff());
    }

    void follow(Upstream primary, long historyTerm) {
        node.state().update(s -> s.withFollowing(primary, historyTerm));
        node.conf().writeFollowing(primary, self());
        node.postmaster().reload();
    }

    void cutAndPromise(long term) {
        cutting.cutAndPromise(term);
    }

    void promiseStopped(long term, @Nullable WalPosition end) {
        cutting.promiseStopped(term, end);
    }

    void promote(long term, Quorum quorum) {
        promotion.promote(term, quorum);
    }

    void applyQuorum(long term, Quorum quorum) {
        promotion.applyQuorum(term, quorum);
    }

    /** Its last act is a checkpoint, so none is made before: writers are held already. */
    void stopFast() {
        node.postgres().close();
        node.postmaster().stop(Processes.Stop.FAST);
    }

    /** A postmaster that heeds no signal any more is killed, with all that is left of it. */
    void stopImmediately() {
        node.postgres().close();
        if (node.postmaster().heedsNoStop(KILL_AFTER_MS)) {
            LOG.warnf("PostgreSQL has not stopped within %d ms, so it is killed", KILL_AFTER_MS);
            node.postmaster().clearLeftovers();
        } else {
            node.postmaster().stop(Processes.Stop.IMMEDIATE);
        }
    }

    /** On each look at a running PostgreSQL. */
    void lookAfter(Look look, List<Walsender> walsenders) {
        answers = true;
        if (look.inRecovery() && !confWritten) {
            adoptStandby();
        }
        if (look.streaming()) {
            tellRejoined();
        }
        if (look.inRecovery()) {
            walGap.look(look);
        }
        housekeeping();
        for (int surplus : PrimaryDuty.surplus(walsenders)) {
            node.postgres().endBackend(surplus);
        }
    }

    /** R12: what an ALTER SYSTEM weakened is taken back while PostgreSQL runs, too. */
    private void housekeeping() {
        long nowMs = node.clock().nowMs();
        if (nowMs - keptHouseMs < HOUSEKEEPING_EVERY_MS) {
            return;
        }
        keptHouseMs = nowMs;
        if (reclaim()) {
            node.postmaster().reload();
        }
        node.postmaster().boundLog();
    }

    boolean answers() {
        return answers;
    }

    void announced(Sight sight) {
        if (sight.look() == null) {
            answers = false;
        }
        Instance disk = sight.view().disk().instance();
        cutting.announced(certainEnd(sight), Objects.equals(disk, announcedDisk));
        announcedDisk = disk;
    }

    /** Without a record that was received in part: a restart rightly forgets that. */
    private static @Nullable WalPosition certainEnd(Sight sight) {
        Look look = sight.look();
        if (look != null && look.inRecovery() && look.replayed() != null) {
            return new WalPosition(sight.view().disk().timelineTerm(), look.replayed());
        }
        return sight.view().disk().standby() ? null : sight.view().disk().position();
    }

    /** The last executor may have ended between its two writes: what its own file says is what counts. */
    private void adoptStandby() {
        Upstream following = node.state().get().following();
        if (following == null) {
            cutting.cutOff();
        } else {
            node.conf().writeFollowing(following, self());
            node.postmaster().reload();
        }
        confWritten = true;
    }

    private void tellRejoined() {
        How how = node.state().get().rejoining();
        if (how != null) {
            node.state().update(s -> s.withRejoining(null));
            node.events().publish(new NodeRejoined(node.cluster(), node.term(), node.name(), how));
        }
    }

    /** What a killed postmaster left goes first: a startup process amid a promotion would still remove standby.signal. */
    private void prepareStart() {
        if (!node.postmaster().alive()) {
            node.postmaster().clearLeftovers();
        }
        reclaim();
    }

    private void start() {
        confWritten = true;
        answers = false;
        node.postmaster().start();
    }

    private boolean reclaim() {
        List<String> names = node.conf().reclaimAutoConf();
        if (!names.isEmpty()) {
            LOG.warnf("taken out of postgresql.auto.conf, because Bascule owns them: %s", names);
        }
        return !names.isEmpty();
    }

    private static NodeState rejoining(NodeState state) {
        return state.rejoining() == null && state.making() == Making.NOTHING
                ? state.withRejoining(How.FOLLOWED)
                : state;
    }

    private Instance self() {
        Instance self = node.state().get().instance(node.name());
        if (self == null) {
            throw new ExecutorProblem("the data directory has no identity; clone the node");
        }
        return self;
    }
}
