package io.bascule.simulation;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Settings;
import io.bascule.core.record.SwitchoverRequest;
import io.bascule.simulation.engine.Network;
import io.bascule.simulation.engine.Program;
import io.bascule.simulation.etcd.Etcd;
import io.bascule.simulation.fault.Fault;
import io.bascule.simulation.fault.FaultKind;
import io.bascule.simulation.node.Machine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the planned faults happen, and mends them. */
final class Injector {
    /** Up to an hour and more. */
    private static final int JUMP_BITS_MOST = 23;

    private final Cluster cluster;
    private final Ambush ambush;
    private final StoreFaults storeFaults;
    private final Map<FaultKind, Integer> done = new EnumMap<>(FaultKind.class);

    Injector(Cluster cluster) {
        this.cluster = cluster;
        this.ambush = new Ambush(cluster);
        this.storeFaults = new StoreFaults(cluster);
    }

    Map<FaultKind, Integer> done() {
        return done;
    }

    void plan(List<Fault> faults) {
        for (Fault fault : faults) {
            cluster.scene.schedule().in(fault.atMicros(), cluster.hand, () -> begin(fault));
        }
    }

    private void begin(Fault fault) {
        Machine machine = target(fault);
        Runnable mend = inject(fault, machine);
        if (mend == null) {
            return;
        }
        done.merge(fault.kind(), 1, Integer::sum);
        cluster.scene.story().tell(() -> "FAULT " + fault + " on " + machine.name());
        cluster.scene.schedule().in(fault.lastsMicros(), cluster.hand, () -> {
            cluster.scene.story().tell(() -> "MENDED " + fault.kind() + " on " + machine.name());
            mend.run();
        });
    }

    private Machine target(Fault fault) {
        // No fault's end is to bring one that has not joined yet.
        List<Machine> there =
                cluster.machines.stream().filter(Machine::wasBooted).toList();
        Machine named = there.get(fault.target() % there.size());
        return fault.onPrimary() ? cluster.primary().orElse(named) : named;
    }

    /** What mends it, or null where it cannot happen now. */
    private @Nullable Runnable inject(Fault fault, Machine m) {
        Network network = cluster.scene.network();
        boolean variant = fault.other() % 2 == 0;
        ElectionHost election = cluster.elections.get(fault.other() % cluster.elections.size());
        return switch (fault.kind()) {
            case POSTMASTER_KILLED -> {
                m.server().killPostmaster(variant ? 0 : fault.lastsMicros());
                yield () -> {};
            }
            case LEFTOVERS_STAY -> leaveBackends(fault, m);
            case POSTGRES_FROZEN -> freeze(m.server().program());
            case POWER_CUT -> {
                m.losePower();
                yield m::boot;
            }
            case NODE_FROZEN -> {
                m.freeze();
                yield m::thaw;
            }
            case NAPS_UNTIL_REVOKED -> {
                ambush.nap(fault, m, variant);
                yield () -> {};
            }
            case NODE_ISOLATED -> {
                network.isolate(m.name());
                yield () -> network.join(m.name());
            }
            case LINK_CUT -> cutLink(fault, m.name());
            case EXECUTOR_KILLED -> {
                m.endExecutor();
                yield m::startExecutor;
            }
            case KILLED_AT_PROMISE -> ambush.killAtPromise(fault);
            case KILLED_WHILE_PROMOTING -> ambush.killWhilePromoting(fault);
            case PROMOTES_UNTIL_REVOKED -> ambush.holdPromotion(fault);
            case EXECUTOR_FROZEN -> freeze(m.executorProgram());
            case MONITOR_KILLED -> {
                m.endMonitor();
                yield m::startMonitor;
            }
            case ELECTION_KILLED -> {
                if (!election.program().isRunning()) {
                    yield null;
                }
                election.end();
                yield election::start;
            }
            case ELECTION_FROZEN -> freeze(election.program());
            case ETCD_AWAY,
                    ETCD_UNREACHED,
                    ETCD_FLAKY,
                    ETCD_RESTORED,
                    ETCD_LEADERLESS,
                    ETCD_COMPACTED,
                    WATCH_BROKEN,
                    WATCH_LATE -> storeFaults.inject(fault, m);
            case KAFKA_AWAY -> {
                cluster.kafka.away(true);
                yield () -> cluster.kafka.away(false);
            }
            case KAFKA_FLAKY -> {
                cluster.kafka.flaky(0.4);
                yield () -> cluster.kafka.flaky(0.002);
            }
            case DISK_WIPED -> {
                if (!m.isPowered() || !mayLose(m)) {
                    yield null;
                }
                m.wipe(variant);
                yield m::boot;
            }
            case DISK_SLOW -> {
                m.server().pace().slowDisk(true);
                yield () -> m.server().pace().slowDisk(false);
            }
            case REPLAY_SLOW -> {
                m.server().pace().slowReplay(true);
                yield () -> m.server().pace().slowReplay(false);
            }
            case PROMOTION_SLOW -> {
                cluster.machines.forEach(each -> each.server().pace().slowPromotion(true));
                yield () ->
                        cluster.machines.forEach(each -> each.server().pace().slowPromotion(false));
            }
            case RELOAD_LATE -> {
                m.server().pace().lateReload(true);
                yield () -> m.server().pace().lateReload(false);
            }
            case WAITS_CANCELLED -> {
                m.server().cancelWaits();
                yield () -> {};
            }
            case WAITS_CANCELLED_ALONE -> {
                cluster.machines.forEach(each -> cut(m.name(), each.name()));
                cluster.scene.schedule().in(fault.lastsMicros() / 8, cluster.hand, m.server()::cancelWaits);
                cluster.scene.schedule().in(fault.lastsMicros() / 4, cluster.hand, () -> network.isolate(m.name()));
                yield () -> {
                    network.join(m.name());
                    cluster.machines.forEach(each -> mend(m.name(), each.name()));
                };
            }
            case SETTINGS_CHANGED -> {
                cluster.etcd.settings(Operator.changed(cluster.etcd.settings(), fault, cluster.machines.size()));
                Settings planned = cluster.planned();
                yield () -> cluster.etcd.settings(planned);
            }
            case PROXY_RESTARTED -> {
                cluster.router.restartProxy();
                yield () -> {};
            }
            case PROXY_ABSENT -> {
                cluster.router.absent(true);
                yield () -> cluster.router.absent(false);
            }
            case ROUTER_FROZEN -> freeze(cluster.router.program());
            case ROUTER_UNREACHED -> {
                network.cut(cluster.router.program().place(), Etcd.PLACE);
                network.cut(Etcd.PLACE, cluster.router.program().place());
                yield () -> {
                    network.mend(cluster.router.program().place(), Etcd.PLACE);
                    network.mend(Etcd.PLACE, cluster.router.program().place());
                };
            }
            case CLOCK_JUMPS -> jumpClocks(fault, m, variant);
            case NODE_JOINS -> {
                cluster.machines
                        .get(cluster.machines.size() - cluster.joining() + fault.target())
                        .boot();
                // Before there is a record it is one of the first.
                yield cluster.etcd.record() == null ? null : () -> {};
            }
            case SWITCHOVER_ASKED -> {
                ClusterRecord record = cluster.etcd.record();
                if (record == null) {
                    yield null;
                }
                cluster.etcd.request(new SwitchoverRequest(
                        "s" + fault.atMicros(), record.term(), variant ? m.name() : null, "operator"));
                yield () -> {};
            }
        };
    }

    private void cut(String one, String other) {
        if (!one.equals(other)) {
            cluster.scene.network().cut(one, other);
            cluster.scene.network().cut(other, one);
        }
    }

    private void mend(String one, String other) {
        cluster.scene.network().mend(one, other);
        cluster.scene.network().mend(other, one);
    }

    private Runnable leaveBackends(Fault fault, Machine m) {
        // Longer than a stopped primary leaves the standbys to promise.
        long micros = 1_200_000 + fault.lastsMicros() / 2;
        m.server().killPostmaster(micros);
        Machine away = cluster.machines.get(fault.other() % cluster.machines.size());
        if (away != m) {
            away.endExecutor();
            cluster.scene.schedule().in(micros, cluster.hand, away::startExecutor);
        }
        return () -> {};
    }

    private static Runnable freeze(Program program) {
        program.freeze();
        return program::thaw;
    }

    /** No monotonic clock goes back; ours do for a while, since nothing is to be lost by any clock. */
    private Runnable jumpClocks(Fault fault, Machine m, boolean forward) {
        // What chooses the direction chooses nothing else.
        List<Program> struck = switch (fault.other() / 2 % 5) {
            case 0 -> List.of(cluster.elections.getFirst().program());
            case 1 -> List.of(cluster.elections.getLast().program());
            case 2 -> List.of(cluster.router.program());
            default -> List.of(m.executorProgram(), m.monitorProgram());
        };
        long ms = 1L << fault.target() % JUMP_BITS_MOST;
        struck.forEach(program -> program.jump(forward ? ms : -ms));
        return forward ? () -> {} : () -> struck.forEach(program -> program.jump(ms));
    }

    private Runnable cutLink(Fault fault, String node) {
        Network network = cluster.scene.network();
        List<String> places = new ArrayList<>(List.of("e1", "e2", "kafka", Etcd.PLACE, "clients", "router"));
        cluster.machines.forEach(m -> places.add(m.name()));
        places.remove(node);
        String other = places.get(fault.other() % places.size());
        network.cut(node, other);
        if (fault.target() % 2 == 0) {
            network.cut(other, node);
        }
        return () -> {
            network.mend(node, other);
            network.mend(other, node);
        };
    }

    /**
     * Whether the cluster can come back without this disk: no quorum may lose its primary together with as many voters
     * as it waits for. Safety needs no such care, only the end of the run does.
     */
    private boolean mayLose(Machine lost) {
        ClusterRecord record = cluster.etcd.record();
        if (record == null || storeFaults.showsLess()) {
            return false;
        }
        List<Instance> left = cluster.machines.stream()
                .filter(m -> m != lost)
                .map(Machine::instance)
                .filter(java.util.Objects::nonNull)
                .toList();
        boolean primaryLeft = left.contains(record.primary());
        return record.quorums().stream()
                .allMatch(q -> primaryLeft && record.phase() == Phase.STEADY || missing(q, left) < q.acks());
    }

    private static long missing(Quorum quorum, List<Instance> left) {
        return quorum.voters().stream().filter(v -> !left.contains(v)).count();
    }

    /** Nothing is wrong any more. */
    void mendAll() {
        for (Machine m : cluster.machines) {
            m.thaw();
            if (!m.isPowered()) {
                m.boot();
            }
            m.startExecutor();
            m.startMonitor();
            m.server().pace().slowDisk(false);
            m.server().pace().slowReplay(false);
            m.server().pace().lateReload(false);
            m.server().pace().slowPromotion(false);
            m.server().pace().trap(null);
        }
        cluster.etcd.settings(cluster.planned());
        if (storeFaults.isToBeSeated()) {
            storeFaults.reseat();
        }
    }
}
