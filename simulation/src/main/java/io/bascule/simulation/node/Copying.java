package io.bascule.simulation.node;

import io.bascule.core.node.NodeView.LongTask;
import io.bascule.core.node.TimelineTerms;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.events.StoryEvent.NodeRejoined.How;
import io.bascule.executor.NodeState.Making;
import io.bascule.simulation.check.Mutation;
import io.bascule.simulation.postgres.Server;
import java.util.Map;
import java.util.function.Consumer;

/** Clones and rewinds, beside the flow; each of their steps is one at which the process can end. */
final class Copying {
    private final Self self;
    private final Map<String, Server> servers;

    /** Told the action's name and its failure, or an empty text. */
    private final Consumer<String[]> onEnd;

    Copying(Self self, Map<String, Server> servers, Consumer<String[]> onEnd) {
        this.self = self;
        this.servers = servers;
        this.onEnd = onEnd;
    }

    void copyAll(Upstream from) {
        begin("Clone", from);
        later(2000, "Clone", () -> {
            ClusterRecord record = record(from);
            if (!reached(from)) {
                throw new Script.Failed(from.node() + " does not answer, so nothing is removed");
            }
            self.file().update(s -> s.withMaking(Making.CLONE));
            if (self.server().postmasterAlive()) {
                self.tasks().end();
                onEnd.accept(new String[] {"Clone", ""});
                return;
            }
            later(1000, "Clone", () -> {
                self.server().removeData();
                later(60_000, "Clone", () -> {
                    self.server().backUp(source(from));
                    later(1000, "Clone", () -> finish("Clone", from, record, How.CLONED));
                });
            });
        });
    }

    void rewind(Upstream from) {
        begin("Rewind", from);
        later(2000, "Rewind", () -> {
            ClusterRecord record = record(from);
            self.server().clearLeftovers();
            boolean standby = self.server().dir().isStandby();
            self.file().update(s -> s.withMaking(Making.REWIND));
            later(5000, "Rewind", () -> {
                if (!reached(from)) {
                    // It connects before it touches anything.
                    if (standby) {
                        self.server().dir().makeStandby();
                    }
                    self.file().update(s -> s.withMaking(Making.NOTHING));
                    throw new Script.Failed("pg_rewind could not connect");
                }
                later(25_000, "Rewind", () -> {
                    self.server().rewindTo(source(from));
                    later(1000, "Rewind", () -> finish("Rewind", from, record, How.REWOUND));
                });
            });
        });
    }

    private void begin(String action, Upstream from) {
        self.tasks().begin(new LongTask(from, action + " from " + from.node()));
    }

    private void later(long micros, String action, Runnable step) {
        self.scene().schedule().in(self.scene().dice().delay(micros), self.program(), () -> {
            try {
                if (self.tasks().isCancelled()) {
                    throw new Script.Failed("it was given up");
                }
                step.run();
            } catch (Script.Failed e) {
                self.tasks().end();
                onEnd.accept(new String[] {action, String.valueOf(e.getMessage())});
            }
        });
    }

    private boolean reached(Upstream from) {
        Server source = servers.get(from.node());
        return source != null && source.answers() && self.scene().network().both(self.name(), from.node());
    }

    private Server source(Upstream from) {
        Server source = servers.get(from.node());
        if (source == null || !reached(from) || !source.hasData()) {
            throw new Script.Failed("the connection to " + from.node() + " was lost");
        }
        return source;
    }

    private void finish(String action, Upstream from, ClusterRecord record, How how) {
        self.server().dir().makeStandby();
        String identity = identity(self);
        self.file()
                .update(s -> s.withNewDisk(identity, TimelineTerms.ofCopy(record))
                        .withMaking(Making.FRESH)
                        .withFollowing(from, record.term())
                        .withRejoining(how));
        self.tasks().end();
        self.scene().story().tell(() -> self.name() + ": " + how + " from " + from.node() + ", now " + identity);
        onEnd.accept(new String[] {action, ""});
    }

    /** R3: another disk, another name. */
    static String identity(Self self) {
        return self.scene().broken(Mutation.VOTER_IS_A_NODE)
                ? "%08x".formatted(self.name().hashCode())
                : "%08x".formatted(self.scene().dice().below(Integer.MAX_VALUE));
    }

    private ClusterRecord record(Upstream from) {
        ClusterRecord record = self.file().get().record();
        if (record == null || record.term() != from.term()) {
            throw new Script.Failed("the record of term " + from.term() + " is no longer the newest");
        }
        return record;
    }
}
