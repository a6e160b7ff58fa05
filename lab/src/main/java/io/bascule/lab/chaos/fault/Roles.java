package io.bascule.lab.chaos.fault;

import java.util.ArrayList;
import java.util.List;

/** Which services there are, and who leads. */
public record Roles(
        List<String> nodes,
        String primary,
        List<String> elections,
        List<String> kafka,
        List<String> etcd,
        String etcdLeader) {
    public Roles {
        nodes = List.copyOf(nodes);
        elections = List.copyOf(elections);
        kafka = List.copyOf(kafka);
        etcd = List.copyOf(etcd);
    }

    /** Every service of the cluster that runs for good. */
    public List<String> everything() {
        List<String> all = new ArrayList<>(nodes);
        all.addAll(elections);
        all.addAll(kafka);
        all.addAll(etcd);
        all.addAll(List.of("haproxy", "router", "notifier"));
        return all;
    }
}
