package io.bascule.core.route;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.core.record.Timeline;
import io.bascule.core.route.ProxyView.Admission;
import io.bascule.core.route.ProxyView.Shown;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store, an HAProxy of node1 to node3, a router between them and a clock, all in memory. HAProxy starts closed. */
final class RouteWorld {
    static final long READ_LAG_BYTES = Settings.DEFAULTS.readLagBytes();

    final Map<Server, Shown> proxy = new TreeMap<>(Comparator.comparing(Server::toString));
    final Map<String, MemberState> members = new HashMap<>();
    final List<RouteOutcome> outcomes = new ArrayList<>();
    final List<String> done = new ArrayList<>();
    boolean reachable = true;
    boolean sessionsEndWhenCut = true;

    @Nullable
    ClusterRecord record;

    String etcd = "etcd-a";
    Set<RouteTrouble> troubles = Set.of();
    RouteMemory memory = RouteMemory.NOTHING;
    long nowMs = 1_000_000;
    long lookAgainMs;
    private long version;
    private long pid = 7;

    RouteWorld() {
        restartProxy();
        for (int i = 1; i <= 3; i++) {
            member(standby("node" + i, "node1", 1000));
        }
        member(primary("node1", 1000));
    }

    /** HAProxy as it starts: everything in maintenance, nothing remembered. */
    RouteWorld restartProxy() {
        pid++;
        for (int i = 1; i <= 3; i++) {
            proxy.put(Server.write("node" + i), new Shown(Admission.CLOSED, 0));
            proxy.put(Server.read("node" + i), new Shown(Admission.CLOSED, 0));
        }
        return this;
    }

    RouteWorld restartRouter() {
        memory = RouteMemory.NOTHING;
        return this;
    }

    RouteWorld record(long term, Phase phase, String primary) {
        record = recordOf(term, ++version, phase, primary);
        return this;
    }

    static ClusterRecord recordOf(long term, long version, Phase phase, String primary) {
        return new ClusterRecord(
                "demo",
                "7300000000000000001",
                version,
                term,
                phase,
                new Instance(primary, "0000000a"),
                List.of(new Quorum(term, version, List.of(), 0)),
                List.of(new Timeline(1, 1, Lsn.ZERO)),
                new Decision("d1", "switchover", "election1", null, null, List.of()));
    }

    RouteWorld member(MemberState member) {
        members.put(member.node(), member);
        return this;
    }

    static MemberState primary(String node, long lsn) {
        return memberOf(node, MemberState.Postgres.RUNNING, MemberState.Role.PRIMARY, lsn, null, 0);
    }

    /** In term 1. */
    static MemberState standby(String node, @Nullable String following, long lsn) {
        return standby(node, following, 1, lsn);
    }

    static MemberState standby(String node, @Nullable String following, long followingTerm, long lsn) {
        return memberOf(node, MemberState.Postgres.RUNNING, MemberState.Role.STANDBY, lsn, following, followingTerm);
    }

    static MemberState stopped(String node) {
        return memberOf(node, MemberState.Postgres.STOPPED, MemberState.Role.STANDBY, 0, null, 0);
    }

    private static MemberState memberOf(
            String node,
            MemberState.Postgres postgres,
            MemberState.Role role,
            long lsn,
            @Nullable String following,
            long followingTerm) {
        return new MemberState(
                node,
                new Instance(node, "0000000a"),
                node + ":5432",
                "7300000000000000001",
                postgres,
                role,
                1,
                new WalPosition(1, new Lsn(lsn)),
                0,
                0,
                null,
                null,
                0,
                0,
                following,
                followingTerm,
                following != null,
                List.of(),
                List.of(),
                0,
                Seen.NOTHING,
                "",
                null,
                null,
                0);
    }

    RouteWorld shows(Server server, Admission admission, int sessions) {
        proxy.put(server, new Shown(admission, sessions));
        return this;
    }

    /** Clients that connect: they reach what is ready. */
    RouteWorld sessions(Server server, int sessions) {
        return shows(server, shown(server).admission(), sessions);
    }

    Shown shown(Server server) {
        return Objects.requireNonNull(proxy.get(server), server::toString);
    }

    int sessionsOn(Server server) {
        return shown(server).sessions();
    }

    RouteWorld after(long ms) {
        nowMs += ms;
        return this;
    }

    /** One look: plans, does the steps, and keeps what was done in words such as {@code open write/node1}. */
    RouteWorld look() {
        RoutePlan plan = Routes.plan(input(), new ProxyView(new ProxyView.Run(pid, 1), proxy), memory, nowMs);
        memory = plan.memory();
        troubles = plan.troubles();
        lookAgainMs = plan.lookAgainMs();
        outcomes.addAll(plan.outcomes());
        plan.steps().forEach(this::apply);
        return this;
    }

    /** The store is looked at while HAProxy is absent. */
    RouteWorld note() {
        memory = memory.noting(input());
        return this;
    }

    private RouteInput input() {
        Seen shown = record == null ? new Seen(etcd, 0, 0) : new Seen(etcd, record.term(), record.version());
        return new RouteInput(reachable, shown, record, Settings.DEFAULTS, members);
    }

    /** Looks until {@code ms} have passed, as often as the plans ask for it. */
    RouteWorld run(long ms) {
        long endMs = nowMs + ms;
        while (nowMs < endMs) {
            look();
            nowMs = Math.min(endMs, nowMs + lookAgainMs);
        }
        return this;
    }

    private void apply(RouteStep step) {
        Shown before = shown(step.server());
        switch (step) {
            case RouteStep.Open open -> {
                shows(step.server(), Admission.READY, before.sessions());
                done.add("open " + step.server());
            }
            case RouteStep.Close close -> {
                shows(step.server(), Admission.CLOSED, before.sessions());
                done.add("close " + step.server());
            }
            case RouteStep.Cut cut -> {
                if (before.admission() != Admission.CLOSED) {
                    throw new AssertionError("cut before it was closed: " + step);
                }
                shows(step.server(), Admission.CLOSED, sessionsEndWhenCut ? 0 : before.sessions());
                done.add("cut " + step.server());
            }
        }
    }

    /** What was done since the last call. */
    List<String> done() {
        List<String> copy = List.copyOf(done);
        done.clear();
        return copy;
    }

    List<String> ready(Backend backend) {
        return proxy.entrySet().stream()
                .filter(e -> e.getKey().backend() == backend && e.getValue().admission() == Admission.READY)
                .map(e -> e.getKey().node())
                .toList();
    }
}
