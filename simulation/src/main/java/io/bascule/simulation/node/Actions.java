package io.bascule.simulation.node;

import io.bascule.core.node.NodeAction;
import io.bascule.core.node.Postgres;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Quorum;
import io.bascule.events.StoryEvent.NodeRejoined.How;
import io.bascule.events.WalPosition;
import io.bascule.executor.NodeState;
import io.bascule.executor.NodeState.Making;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Conf;
import io.bascule.simulation.postgres.Server;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Each action of the plan as a script; the real Actions' steps in their order. */
final class Actions {
    private static final long FIRST_TERM = 1;
    private static final long START_BOUND_MS = 60_000;

    private final Self self;
    private final Cutting cutting;
    private final Promotion promotion;
    private final Copying copying;
    private boolean confWritten;
    private @Nullable Instance announcedDisk;
    private long provokedMs;

    Actions(Self self, Cutting cutting, Copying copying) {
        this.self = self;
        this.cutting = cutting;
        this.promotion = new Promotion(self, cutting);
        this.copying = copying;
    }

    Script script(NodeAction action, Sight sight) {
        return switch (action) {
            case NodeAction.WaitFor nothing -> new Script();
            case NodeAction.RefuseData nothing -> new Script();
            case NodeAction.RunInitdb first -> bootstrap();
            case NodeAction.Clone clone -> new Script().then(() -> copying.copyAll(clone.from()));
            case NodeAction.Rewind rewind -> new Script().then(() -> copying.rewind(rewind.from()));
            case NodeAction.AbortTask abort -> new Script().then(self.tasks()::cancel);
            case NodeAction.StartCut start -> startCut();
            case NodeAction.StartFollowing start -> startFollowing(start.following());
            case NodeAction.StartPrimary start -> startPrimary(start.term(), start.quorum());
            case NodeAction.CutOff cut -> cutting.cutOff();
            case NodeAction.Follow follow -> follow(follow.primary(), follow.historyTerm());
            case NodeAction.CutAndPromise cut -> cutting.cutAndPromise(cut.term());
            case NodeAction.PromiseStopped promise ->
                cutting.promiseStopped(promise.term(), sight.view().disk().position());
            case NodeAction.Promote promote -> promotion.promote(promote.term(), promote.quorum());
            case NodeAction.ApplyQuorum apply -> promotion.applyQuorum(apply.term(), apply.quorum());
            case NodeAction.StopForDrain drain -> stop(false, sight);
            case NodeAction.StopStandby stop -> stop(false, sight);
            case NodeAction.StopImmediately stop -> stop(true, sight);
            case NodeAction.StopAlone stop ->
                new Script().then(self.duty()::stopAlone).then(stop(true, sight));
        };
    }

    private Script stop(boolean immediately, Sight sight) {
        boolean primary = sight.view().postgres().process() == Postgres.Process.RUNNING
                && !sight.view().postgres().inRecovery();
        self.scene()
                .invariants()
                .stops(
                        self.name(),
                        primary,
                        sight.view().storeAnswers(),
                        self.duty().standbys().size());
        return new Script().then(() -> self.postmaster().stop(immediately));
    }

    private Script bootstrap() {
        return new Script()
                .then(() -> {
                    if (!self.store().claimInit(self.name())) {
                        throw new Script.Failed("another node makes the first data directory");
                    }
                    self.postmaster().adopt();
                    self.postmaster().stop(true);
                })
                .await(
                        self,
                        START_BOUND_MS,
                        "PostgreSQL of an unfinished initdb does not stop",
                        () -> !self.postmaster().alive())
                .then(() -> {
                    self.server().clearLeftovers();
                    self.server().removeData();
                    self.file()
                            .update(s -> s.withNewDisk(Copying.identity(self), Map.of(1, FIRST_TERM))
                                    .withMaking(Making.INITDB)
                                    .asPrimary(FIRST_TERM));
                })
                .then(() -> {
                    self.server().initdb();
                    self.server().write(new Conf(null, null, new Quorum(FIRST_TERM, 0, List.of(), 0)), "");
                    self.server().term(FIRST_TERM);
                    start();
                })
                .await(self, START_BOUND_MS, "PostgreSQL did not start", () -> {
                    if (!self.postmaster().alive()) {
                        throw new Script.Failed("PostgreSQL ended");
                    }
                    return self.server().answers();
                })
                .then(() -> {
                    self.file().update(s -> s.withMaking(Making.NOTHING));
                    self.duty().takeOffice(FIRST_TERM, null);
                });
    }

    private Script startCut() {
        return new Script()
                .then(() -> {
                    self.server().clearLeftovers();
                    self.server().dir().makeStandby();
                    self.file().update(s -> rejoining(s.cut().withoutPromotion()));
                })
                .then(cutting::writeCut)
                .then(this::start);
    }

    private Script startFollowing(Upstream upstream) {
        return new Script()
                .then(() -> {
                    promotion.obeyed("StartFollowing", upstream.term());
                    self.server().clearLeftovers();
                    self.server().dir().makeStandby();
                    self.file().update(Actions::rejoining);
                })
                .then(() -> writeFollowing(upstream))
                .then(this::start);
    }

    private Script startPrimary(long term, Quorum quorum) {
        return new Script()
                .then(() -> {
                    promotion.obeyed("StartPrimary", term);
                    self.file().update(s -> s.asPrimary(term));
                    self.server().term(term);
                })
                .then(() -> self.server().write(new Conf(null, null, promotion.names(quorum)), ""))
                .then(this::start);
    }

    private Script follow(Upstream primary, long historyTerm) {
        return new Script()
                .then(() -> {
                    promotion.obeyed("Follow", primary.term());
                    self.file().update(s -> s.withFollowing(primary, historyTerm));
                })
                .then(() -> writeFollowing(primary))
                .then(() -> self.server().reload());
    }

    private void writeFollowing(Upstream upstream) {
        String host = self.scene().broken(Mutation.PASSWORD_FOR_ANY_HOST) ? "*" : upstream.node();
        self.server().write(new Conf(upstream, instance(), Cutting.standbyNames(self)), host);
    }

    private Instance instance() {
        return Objects.requireNonNull(self.file().instance(self.name()), "no identity");
    }

    private void start() {
        confWritten = true;
        self.postmaster().start();
    }

    private static NodeState rejoining(NodeState state) {
        return state.rejoining() == null && state.making() == Making.NOTHING
                ? state.withRejoining(How.FOLLOWED)
                : state;
    }

    void announced(Sight sight) {
        Instance disk = sight.view().disk().instance();
        Server.Look look = sight.look();
        WalPosition certain = look != null && look.inRecovery() && look.replayed() != null
                ? new WalPosition(sight.view().disk().timelineTerm(), Objects.requireNonNull(look.replayed()))
                : sight.view().disk().standby() ? null : sight.view().disk().position();
        cutting.announced(certain, Objects.equals(disk, announcedDisk));
        announcedDisk = disk;
    }

    /** What is no decision; nothing, or what an executor that was restarted between two writes has to do again. */
    @Nullable
    Script lookAfter(Sight sight) {
        Server.Look look = sight.look();
        if (look == null || !self.postmaster().alive() || self.postmaster().stopAsked()) {
            return null;
        }
        if (look.streaming() && self.file().get().rejoining() != null) {
            self.file().update(s -> s.withRejoining(null));
        }
        self.server().dir().makeSlots(instance().disk());
        provoke(sight);
        if (!look.inRecovery() || confWritten) {
            return null;
        }
        confWritten = true;
        Upstream following = self.file().get().following();
        return following == null
                ? cutting.cutOff()
                : new Script()
                        .then(() -> writeFollowing(following))
                        .then(() -> self.server().reload());
    }

    private void provoke(Sight sight) {
        boolean unsettled = self.duty().shownQuorum() != self.duty().settledQuorum();
        boolean due = self.duty().settlesSoon() || unsettled && self.nowMs() - provokedMs >= 1000;
        if (due && !sight.walsenders().isEmpty()) {
            provokedMs = self.nowMs();
            self.server().provoke();
        }
    }
}
