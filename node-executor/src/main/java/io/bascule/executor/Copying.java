package io.bascule.executor;

import io.bascule.core.node.TimelineTerms;
import io.bascule.core.node.Upstream;
import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.events.StoryEvent.NodeRejoined.How;
import io.bascule.executor.NodeState.Making;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Makes this node's data directory a copy of the primary's, whole or from the point where they parted. */
final class Copying {
    private static final Logger LOG = Logger.getLogger(Copying.class);

    /** A copy of a terabyte takes hours; what bounds it is that it must get on. */
    private static final long WHOLE_BOUND_MS = 24L * 3600 * 1000;

    private static final long ANSWER_BOUND_MS = 5000;

    private static final long SILENT_BOUND_MS = 120_000;

    private final Node node;
    private final KeptWal kept;
    private final WalGap walGap;

    Copying(Node node, KeptWal kept, WalGap walGap) {
        this.node = node;
        this.kept = kept;
        this.walGap = walGap;
    }

    /** pg_basebackup, after what only this node had was kept aside. */
    void copyAll(Upstream from, Consumer<String> progress, AtomicBoolean cancelled) {
        ClusterRecord record = record(from);
        needAnswer(from);
        kept.keepUnknown(record, walGap.found().flatMap(WalGap.Found::leftAt));
        node.state().update(s -> s.withMaking(Making.CLONE));
        if (node.postmaster().alive()) {
            // The mark outlives this process; PostgreSQL is stopped for it, and this begins anew.
            return;
        }
        node.data().remove();
        Command.Result result = Command.run(
                List.of(
                        node.pgBin().resolve("pg_basebackup").toString(),
                        "--pgdata=" + node.paths().pgdata(),
                        "--wal-method=stream",
                        "--checkpoint=fast",
                        "--progress",
                        "--no-password",
                        "--dbname=" + connection(from, PostgresConf.REPLICATION_USER, "bascule_clone")),
                environment(),
                WHOLE_BOUND_MS,
                SILENT_BOUND_MS,
                line -> progress.accept("clones from " + from.node() + ": " + line.strip()),
                cancelled);
        if (result.exitCode() != 0) {
            throw new ExecutorProblem("pg_basebackup from " + from.address() + " failed: " + result.complaint());
        }
        finish(from, record, How.CLONED);
    }

    /** What is there is of no use to this primary, but where that is gone just now it may be all that is left. */
    private void needAnswer(Upstream from) {
        int colon = from.address().lastIndexOf(':');
        Command.Result result = Command.run(
                List.of(
                        node.pgBin().resolve("pg_isready").toString(),
                        "--host=" + from.address().substring(0, colon),
                        "--port=" + from.address().substring(colon + 1),
                        "--timeout=3"),
                Map.of(),
                ANSWER_BOUND_MS);
        if (result.exitCode() != 0) {
            throw new ExecutorProblem(from.address() + " does not answer, so nothing is removed here");
        }
    }

    /** pg_rewind; whatever goes wrong with it once it has begun to write ends in a clone. */
    void rewind(Upstream from, Consumer<String> progress, AtomicBoolean cancelled) {
        ClusterRecord record = record(from);
        progress.accept("keeps aside what only this node has");
        kept.keepDiverged(record);
        node.postmaster().clearLeftovers();
        boolean standby = node.data().isStandby();
        node.state().update(s -> s.withMaking(Making.REWIND));
        // A standby's directory that was not stopped cleanly is recovered by pg_rewind, which takes no standby.signal.
        deleteStandbySignal();
        Command.Result result = Command.run(
                List.of(
                        node.pgBin().resolve("pg_rewind").toString(),
                        "--target-pgdata=" + node.paths().pgdata(),
                        "--progress",
                        "--source-server=" + connection(from, PostgresConf.REWIND_USER, "bascule_rewind")
                                + " dbname=postgres"),
                environment(),
                WHOLE_BOUND_MS,
                SILENT_BOUND_MS,
                line -> progress.accept("rewinds against " + from.node() + ": " + line.strip()),
                cancelled);
        if (result.exitCode() == 0) {
            finish(from, record, How.REWOUND);
            return;
        }
        if (result.text().contains("connection to server")) {
            // pg_rewind connects before it touches anything: the directory is what it was.
            if (standby) {
                node.data().makeStandby();
            }
            node.state().update(s -> s.withMaking(Making.NOTHING));
            throw new ExecutorProblem("pg_rewind could not connect: " + result.complaint());
        }
        throw new ExecutorProblem("pg_rewind against " + from.address() + " failed, so the node is cloned: "
                + String.join(" | ", result.output()));
    }

    /** R3: a copy is a new disk. It follows at once whom it was made from: it needs that WAL to be consistent. */
    private void finish(Upstream from, ClusterRecord record, How how) {
        node.data().makeStandby();
        node.state()
                .update(s -> s.withNewDisk(Bootstrap.newIdentity(), TimelineTerms.ofCopy(record))
                        .withMaking(Making.FRESH)
                        .withFollowing(from, record.term())
                        .withRejoining(how));
        Instance self = node.state().get().instance(node.name());
        LOG.infof("%s from %s; this disk is %s now", how, from.node(), self);
    }

    private ClusterRecord record(Upstream from) {
        ClusterRecord record = node.state().get().record();
        if (record == null || record.term() != from.term()) {
            throw new ExecutorProblem("the record of term " + from.term() + " is no longer the newest");
        }
        return record;
    }

    private String connection(Upstream from, String user, String applicationName) {
        int colon = from.address().lastIndexOf(':');
        return "host=" + from.address().substring(0, colon)
                + " port=" + from.address().substring(colon + 1)
                + " user=" + user + " application_name=" + applicationName
                + " connect_timeout=5 keepalives_idle=5 keepalives_interval=2 keepalives_count=3"
                + " tcp_user_timeout=30000";
    }

    private Map<String, String> environment() {
        return Map.of("PGPASSFILE", node.conf().writeToolPass().toString());
    }

    private void deleteStandbySignal() {
        try {
            Files.deleteIfExists(node.paths().standbySignal());
        } catch (IOException e) {
            throw new UncheckedIOException(node.paths().standbySignal() + " cannot be removed", e);
        }
    }
}
