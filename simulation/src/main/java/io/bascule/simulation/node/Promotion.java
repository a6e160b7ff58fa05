package io.bascule.simulation.node;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Quorum;
import io.bascule.events.Lsn;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Conf;
import io.bascule.simulation.postgres.Server;
import org.jspecify.annotations.Nullable;

/** Makes this node the primary of a term; the real one's steps in its order. */
final class Promotion {
    private static final long SHOW_BOUND_MS = 2000;
    private static final long PROMOTE_BOUND_MS = 10_000;

    private final Self self;
    private final Cutting cutting;

    Promotion(Self self, Cutting cutting) {
        this.self = self;
        this.cutting = cutting;
    }

    Script promote(long term, Quorum quorum) {
        Script script = new Script();
        if (self.file().get().promotingTerm() != term) {
            if (self.file().get().following() != null) {
                script.then(cutting.cutOff());
            }
            script.then(() -> {
                boolean namedOnce = self.scene().broken(Mutation.TIMELINE_NAMED_ONCE);
                int newestHistory =
                        namedOnce ? Integer.MAX_VALUE : self.server().dir().newestHistory();
                self.file().update(s -> s.promoting(term, newestHistory));
                self.server().term(term);
            });
        }
        boolean late = self.scene().broken(Mutation.PROMOTED_BEFORE_NAMES);
        if (!late) {
            script.then(() -> write(quorum));
        }
        script.then(() -> {
                    obeyed("Promote", term);
                    needAnswer();
                    self.server().promote();
                })
                .await(self, PROMOTE_BOUND_MS, "PostgreSQL has not left recovery", () -> {
                    needAnswer();
                    boolean done = !self.server().isInRecovery();
                    if (!done && self.store().snapshot().seen().term() > term) {
                        throw new Script.Failed("the promotion in term " + term + " was revoked");
                    }
                    return done;
                });
        if (late) {
            script.then(() -> write(quorum));
        }
        return script.await(self, SHOW_BOUND_MS, "the quorum was not seen in use", () -> shows(quorum))
                .then(() -> begin(term, quorum));
    }

    Script applyQuorum(long term, Quorum quorum) {
        Script script = new Script().then(() -> {
            self.file().update(s -> s.primaryTerm() == term && s.promotingTerm() == 0 ? s : s.asPrimary(term));
            self.server().term(term);
        });
        boolean proof =
                quorum.acks() > 0 && mayHaveZeroAcks() && !self.scene().broken(Mutation.ZERO_ACKS_LEFT_WITHOUT_PROOF);
        if (proof) {
            script.then(() -> write(Conf.FAIL_CLOSED))
                    .await(self, SHOW_BOUND_MS, "commits do not wait for standbys", () -> {
                        needAnswer();
                        return self.server().commitsWait();
                    });
        }
        return script.then(() -> write(quorum))
                .await(self, SHOW_BOUND_MS, "PostgreSQL does not show the quorum", () -> shows(quorum))
                .then(() -> {
                    if (self.server().isInRecovery()) {
                        throw new Script.Failed("PostgreSQL is in recovery, not a primary");
                    }
                    begin(term, quorum);
                });
    }

    private void begin(long term, Quorum quorum) {
        needAnswer();
        Server.Look look = self.server().look();
        self.duty().takeOffice(term, fork(look.timeline()));
        self.duty().shown(quorum, self.server().walsenders());
    }

    private @Nullable Lsn fork(int timeline) {
        return timeline == 1 ? null : self.server().fork(timeline);
    }

    private boolean mayHaveZeroAcks() {
        ClusterRecord record = self.file().get().record();
        boolean recorded = record != null && record.quorums().stream().anyMatch(q -> q.acks() == 0);
        return recorded || self.server().standbyNames().isEmpty();
    }

    /** What is written for a quorum. */
    Quorum names(Quorum quorum) {
        boolean empty =
                self.scene().broken(Mutation.NOBODY_IS_EMPTY) && quorum.voters().isEmpty();
        return empty ? Conf.NOBODY : quorum;
    }

    private void write(Quorum quorum) {
        self.server().write(new Conf(null, null, names(quorum)), "");
        self.server().reload();
    }

    private boolean shows(Quorum quorum) {
        needAnswer();
        return self.server().shows(names(quorum));
    }

    void obeyed(String what, long term) {
        var state = self.file().get();
        self.scene().invariants().obeyed(self.name(), what, term, state.seen().term(), state.promisedTerm());
    }

    private void needAnswer() {
        if (!self.server().answers()) {
            throw new Script.Failed("PostgreSQL does not answer");
        }
    }
}
