package io.bascule.lab.cluster;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Instance;
import io.bascule.core.record.MemberState;
import io.bascule.core.record.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a whole and healthy cluster has, and which of it is missing. */
public final class Readiness {
    private Readiness() {}

    /** What is missing, a clause each that fits behind "still missing: "; empty for a whole cluster. */
    public static List<String> missing(List<String> nodes, ClusterState state, HaproxyStats haproxy) {
        ClusterRecord record = state.record();
        if (record == null) {
            Optional<MemberState> witness = state.members().values().stream()
                    .filter(member -> member.seen().term() > 0)
                    .findFirst();
            if (witness.isPresent()) {
                return List.of("etcd was emptied, and " + witness.get().node() + " has seen term "
                        + witness.get().seen().term() + " (./bascule help reseat)");
            }
            return List.of("the first node's data directory is not made yet" + doing(state));
        }
        List<String> missing = new ArrayList<>();
        if (!state.storeReachable()) {
            missing.add("etcd does not answer " + state.copy());
        }
        if (record.phase() != Phase.STEADY) {
            missing.add("the change of primary in term " + record.term() + " is still " + record.phase());
        }
        for (String node : nodes) {
            addIfMissing(missing, ofNode(node, record, state.members().get(node)));
        }
        addIfMissing(missing, ofQuorum(nodes, record, state));
        addIfMissing(missing, ofRoutes(record, haproxy));
        return missing;
    }

    private static @Nullable String ofNode(String node, ClusterRecord record, @Nullable MemberState member) {
        if (member == null) {
            return node + " has not announced itself";
        }
        if (member.postgres() != MemberState.Postgres.RUNNING) {
            return node + "'s PostgreSQL is " + member.postgres() + doing(member);
        }
        if (record.hasPrimary(node)) {
            return member.writableInTerm() == record.term() ? null : node + " is not writable yet" + doing(member);
        }
        String primary = record.primary().node();
        return member.streaming() && primary.equals(member.following())
                ? null
                : node + " does not stream from " + primary + doing(member);
    }

    private static @Nullable String ofQuorum(List<String> nodes, ClusterRecord record, ClusterState state) {
        List<String> voters =
                record.quorum().voters().stream().map(Instance::node).toList();
        List<String> absent = nodes.stream()
                .filter(node -> !record.hasPrimary(node) && !voters.contains(node))
                .toList();
        if (!absent.isEmpty()) {
            return String.join(" and ", absent) + " not among the voters";
        }
        int acks = Math.min(state.settings().acks(), nodes.size() - 1);
        if (record.quorum().acks() < acks) {
            return "commits wait for " + record.quorum().acks() + " standbys instead of " + acks;
        }
        if (record.quorums().size() > 1) {
            return "an older quorum is not dropped yet";
        }
        MemberState primary = state.members().get(record.primary().node());
        return primary == null || primary.appliedQuorum() >= record.quorum().version()
                ? null
                : "PostgreSQL has not applied the newest quorum";
    }

    private static @Nullable String ofRoutes(ClusterRecord record, HaproxyStats haproxy) {
        List<String> open = haproxy.open("write");
        if (!open.equals(List.of(record.primary().node()))) {
            return "HAProxy sends writers to " + (open.isEmpty() ? "nobody" : String.join(" and ", open));
        }
        return haproxy.open("read").isEmpty() ? "HAProxy sends readers to nobody" : null;
    }

    private static void addIfMissing(List<String> missing, @Nullable String what) {
        if (what != null) {
            missing.add(what);
        }
    }

    private static String doing(MemberState member) {
        return member.doing().isBlank() ? "" : " (" + member.doing() + ")";
    }

    private static String doing(ClusterState state) {
        return state.members().values().stream()
                .filter(member -> !member.doing().isBlank())
                .findFirst()
                .map(member -> " (" + member.node() + ": " + member.doing() + ")")
                .orElse("");
    }
}
