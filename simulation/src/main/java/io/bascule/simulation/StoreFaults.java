package io.bascule.simulation;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Seen;
import io.bascule.simulation.engine.Network;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.etcd.EtcdClient;
import io.bascule.simulation.fault.Fault;
import io.bascule.simulation.node.Executor;
import io.bascule.simulation.node.Machine;
import org.jspecify.annotations.Nullable;

/** What goes wrong with etcd and on the way to it. */
final class StoreFaults {
    private static final long LATE_MICROS = 50_000;
    private static final long LATER_MICROS = 15_000;

    private static final long ASKED_EVERY_MICROS = 1_000_000;

    /** Of an operator, before anything else is done; where a primary runs, its standbys may still come back. */
    private static final int ATTEMPTS = 20;

    private static final int ATTEMPTS_BESIDE_A_PRIMARY = 60;

    private final Cluster cluster;
    private @Nullable Runnable backup;
    private int asking;

    StoreFaults(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What mends it, or null where it cannot happen now. */
    @Nullable
    Runnable inject(Fault fault, Machine m) {
        Etcd etcd = cluster.etcd;
        return switch (fault.kind()) {
            case ETCD_AWAY -> {
                etcd.away(true);
                yield () -> etcd.away(false);
            }
            case ETCD_UNREACHED -> etcdUnreached(fault, m.name());
            case ETCD_FLAKY -> {
                etcd.flaky(0.25);
                yield () -> etcd.flaky(0.0005);
            }
            case ETCD_RESTORED -> restoreEtcd(fault.other() % 2 == 0);
            case ETCD_LEADERLESS -> {
                etcd.loseLeader();
                yield etcd::elect;
            }
            case ETCD_COMPACTED -> {
                etcd.compacting(true);
                yield () -> etcd.compacting(false);
            }
            case WATCH_BROKEN -> breakWatch(watching(fault, m));
            case WATCH_LATE -> {
                EtcdClient client = fault.target() % 4 == 0 ? cluster.router.client() : watching(fault, m);
                if (client == null) {
                    yield null;
                }
                client.delayWatch(LATE_MICROS + fault.other() * LATER_MICROS);
                yield () -> client.delayWatch(0);
            }
            default -> throw new IllegalArgumentException(fault + " is none of etcd's");
        };
    }

    private Runnable etcdUnreached(Fault fault, String node) {
        Network network = cluster.scene.network();
        String who = fault.target() % 3 == 0
                ? cluster.elections
                        .get(fault.other() % cluster.elections.size())
                        .program()
                        .place()
                : node;
        // In one direction the request arrives and the answer does not.
        if (fault.other() % 2 == 0) {
            network.cut(who, Etcd.PLACE);
        }
        network.cut(Etcd.PLACE, who);
        return () -> {
            network.mend(who, Etcd.PLACE);
            network.mend(Etcd.PLACE, who);
        };
    }

    private @Nullable EtcdClient watching(Fault fault, Machine m) {
        Executor executor = m.executor();
        return fault.target() % 3 == 0
                ? cluster.elections
                        .get(fault.other() % cluster.elections.size())
                        .client()
                : executor == null ? null : executor.store();
    }

    private @Nullable Runnable breakWatch(@Nullable EtcdClient client) {
        if (client == null) {
            return null;
        }
        client.breakWatch(true);
        return () -> client.breakWatch(false);
    }

    /** The first of them makes the backup, the second restores it; an operator seats the record anew in the end. */
    private @Nullable Runnable restoreEtcd(boolean sameIdentity) {
        Runnable made = backup;
        if (made == null) {
            backup = cluster.etcd.backup(sameIdentity);
            return null;
        }
        backup = null;
        made.run();
        return this::reseat;
    }

    /** Asks each copy for it, again and again, as a person does who is told to wait; begins anew if it is asked already. */
    void reseat() {
        reseat(++asking, 1);
    }

    private void reseat(int asked, int attempt) {
        if (asked != asking) {
            return;
        }
        cluster.elections.forEach(ElectionHost::reseat);
        if (!isToBeSeated()) {
            return;
        }
        if (attempt < (primaryRuns() ? ATTEMPTS_BESIDE_A_PRIMARY : ATTEMPTS)) {
            cluster.scene.schedule().in(ASKED_EVERY_MICROS, cluster.hand, () -> reseat(asked, attempt + 1));
        } else {
            seatByHand();
        }
    }

    private boolean primaryRuns() {
        return cluster.machines.stream()
                .anyMatch(m -> m.server().answers() && !m.server().isInRecovery());
    }

    boolean isToBeSeated() {
        return cluster.scene.invariants().isRecordLost() || showsLess();
    }

    /**
     * What no product can decide: where the primary does not come back, nobody can show whose WAL is the newest. From the
     * newest record that any node has seen, above all that anybody may have seen; a revocation, which asks all.
     */
    private void seatByHand() {
        ClusterRecord newest = cluster.machines.stream()
                .map(m -> m.file().get().record())
                .filter(java.util.Objects::nonNull)
                .max(java.util.Comparator.comparingLong(ClusterRecord::term).thenComparingLong(ClusterRecord::version))
                .orElse(null);
        if (newest == null) {
            return;
        }
        cluster.etcd.reseat(new ClusterRecord(
                newest.cluster(),
                newest.systemIdentifier(),
                cluster.scene.invariants().highestVersion() + 1,
                cluster.scene.invariants().highestTerm() + 1,
                // One node alone, which nobody revokes, would have to wait for others from then on.
                cluster.machines.size() == 1 ? Phase.STEADY : Phase.REVOKING,
                newest.primary(),
                newest.quorums(),
                newest.timelines(),
                newest.decision()));
    }

    /** Whether some node has seen more than etcd shows, so that nothing can be decided (R7). */
    boolean showsLess() {
        Seen shown = cluster.etcd.shown();
        return shown != null
                && cluster.machines.stream().anyMatch(m -> m.file().get().seen().refuses(shown));
    }
}
