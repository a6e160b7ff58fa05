package io.bascule.lab;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Decision;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import io.bascule.core.record.Quorum;
import io.bascule.core.record.Seen;
import io.bascule.core.record.Settings;
import io.bascule.core.record.Timeline;
import io.bascule.events.Lsn;
import io.bascule.events.WalPosition;
import io.bascule.lab.cluster.ClusterState;
import io.bascule.lab.cluster.HaproxyStats;
import io.bascule.lab.cluster.HaproxyStats.Server;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole cluster of three, node1 primary of term 4, to be broken by tests in one place at a time. */
public final class Fixtures {
    public static final List<String> NODES = List.of("node1", "node2", "node3");
    public static final long TERM = 4;
    public static final long QUORUM_VERSION = 11;

    private Fixtures() {}

    public static Instance instance(String node) {
        return new Instance(node, "0000000" + node.substring(4));
    }

    public static Quorum quorum(int acks, String... voters) {
        return new Quorum(
                TERM,
                QUORUM_VERSION,
                List.of(voters).stream().map(Fixtures::instance).toList(),
                acks);
    }

    public static ClusterRecord record(Phase phase, Quorum... quorums) {
        return new ClusterRecord(
                "test",
                "7000000000000000001",
                12,
                TERM,
                phase,
                instance("node1"),
                List.of(quorums),
                List.of(new Timeline(1, 1, Lsn.ZERO)),
                new Decision("d1", "NODE_GONE", "election1", "node2", null, List.of("node3: refused")));
    }

    public static MemberState primary(String node) {
        return member(node, MemberState.Role.PRIMARY, MemberState.Postgres.RUNNING, TERM, null, false);
    }

    public static MemberState standby(String node) {
        return member(node, MemberState.Role.STANDBY, MemberState.Postgres.RUNNING, 0, "node1", true);
    }

    public static MemberState member(
            String node,
            MemberState.Role role,
            MemberState.Postgres postgres,
            long writableInTerm,
            @Nullable String following,
            boolean streaming) {
        return new MemberState(
                node,
                instance(node),
                node + ":5432",
                "7000000000000000001",
                postgres,
                role,
                1,
                new WalPosition(TERM, new Lsn(streaming ? 900 : 1000)),
                writableInTerm,
                writableInTerm,
                null,
                null,
                role == MemberState.Role.PRIMARY ? QUORUM_VERSION : 0,
                0,
                following,
                following == null ? 0 : TERM,
                streaming,
                List.of(),
                List.of(),
                0,
                Seen.NOTHING,
                "",
                null,
                null,
                0);
    }

    public static ClusterState state(@Nullable ClusterRecord record, MemberState... members) {
        Map<String, MemberState> byNode = new HashMap<>();
        for (MemberState member : members) {
            byNode.put(member.node(), member);
        }
        return new ClusterState("election1", true, 20, "ANSWERS", Settings.DEFAULTS, record, byNode);
    }

    public static ClusterState wholeState() {
        return state(
                record(Phase.STEADY, quorum(1, "node2", "node3")),
                primary("node1"),
                standby("node2"),
                standby("node3"));
    }

    /** HAProxy with {@code writes} open for writers and the others for readers. */
    public static HaproxyStats haproxy(String writes) {
        return new HaproxyStats(List.of(
                new Server("write", "node1", writes.equals("node1"), 1),
                new Server("write", "node2", writes.equals("node2"), 1),
                new Server("write", "node3", writes.equals("node3"), 1),
                new Server("read", "node1", false, 0),
                new Server("read", "node2", true, 0),
                new Server("read", "node3", true, 0)));
    }
}
