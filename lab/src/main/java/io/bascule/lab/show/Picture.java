package io.bascule.lab.show;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Quorum;
import io.bascule.lab.cluster.ClusterState;
import io.bascule.lab.cluster.HaproxyStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The cluster in a few lines. */
public final class Picture {
    private Picture() {}

    /** @param haproxy null where its page does not answer */
    public static List<String> of(List<String> nodes, ClusterState state, @Nullable HaproxyStats haproxy) {
        Table table = new Table("node", "role", "PostgreSQL", "timeline", "WAL", "lag", "HAProxy", "doing");
        for (String node : nodes) {
            MemberState member = state.members().get(node);
            if (member == null) {
                table.row(node, "-", "not heard of", "-", "-", "-", routes(node, haproxy), "");
            } else {
                table.row(
                        node,
                        role(member, state.record()),
                        member.postgres().toString().toLowerCase(Locale.ROOT),
                        Integer.toString(member.timeline()),
                        member.position().lsn().toString(),
                        member.role() == MemberState.Role.PRIMARY
                                ? "-"
                                : state.lagBytes(node).map(Picture::bytes).orElse("?"),
                        routes(node, haproxy),
                        member.doing());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(headline(state));
        lines.addAll(table.lines());
        return lines;
    }

    /** Term, phase, quorums and writers' way in one line. */
    private static String headline(ClusterState state) {
        ClusterRecord record = state.record();
        if (record == null) {
            return "no record yet: the first node is being made";
        }
        return record.cluster() + ": term " + record.term() + ", " + record.phase() + ", primary "
                + record.primary().node() + ", commits wait for "
                + String.join(
                        " and ", record.quorums().stream().map(Picture::quorum).toList());
    }

    private static String quorum(Quorum quorum) {
        return quorum.acks() == 0
                ? "nobody"
                : quorum.acks() + " of ("
                        + String.join(
                                ", ",
                                quorum.voters().stream().map(v -> v.node()).toList()) + ")";
    }

    private static String role(MemberState member, @Nullable ClusterRecord record) {
        return switch (member.role()) {
            case PRIMARY -> record != null && record.hasPrimary(member.node()) ? "primary" : "old primary";
            case STANDBY -> member.streaming() ? "standby" : "standby, not streaming";
            case NONE -> "-";
        };
    }

    private static String routes(String node, @Nullable HaproxyStats haproxy) {
        if (haproxy == null) {
            return "?";
        }
        boolean writes = haproxy.open("write").contains(node);
        boolean reads = haproxy.open("read").contains(node);
        return writes && reads ? "writes, reads" : writes ? "writes" : reads ? "reads" : "closed";
    }

    private static String bytes(long bytes) {
        return bytes < 10_240 ? bytes + " B" : bytes < 10 << 20 ? bytes / 1024 + " kB" : (bytes >> 20) + " MB";
    }
}
