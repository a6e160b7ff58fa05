package io.bascule.monitor;

import io.bascule.core.record.ClusterRecord;
import io.bascule.events.Probe.PeerSight;
import io.bascule.platform.StoreSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A prober for each peer: those announced and those that the record names, under the address last announced. A node
 * whose lease ends is just the one to look at, and with etcd away nobody is forgotten.
 */
final class Peers implements AutoCloseable {
    private record Watched(String address, Prober<PeerStatus> prober) {}

    private final String self;
    private final Function<Target, Prober<PeerStatus>> probing;
    private final Map<String, String> addresses = new HashMap<>();
    private final Map<String, Watched> watched = new HashMap<>();

    Peers(String self, Function<Target, Prober<PeerStatus>> probing) {
        this.self = self;
        this.probing = probing;
    }

    synchronized void follow(StoreSnapshot snapshot) {
        snapshot.members().forEach((node, member) -> addresses.put(node, member.address()));
        if (snapshot.reachable()) {
            addresses.keySet().retainAll(named(snapshot));
        }
        addresses.remove(self);
        watched.entrySet().removeIf(entry -> {
            boolean moved = !entry.getValue().address().equals(addresses.get(entry.getKey()));
            if (moved) {
                entry.getValue().prober().close();
            }
            return moved;
        });
        addresses.forEach((node, address) ->
                watched.computeIfAbsent(node, name -> new Watched(address, probing.apply(Target.of(name, address)))));
    }

    private static Set<String> named(StoreSnapshot snapshot) {
        Set<String> nodes = new HashSet<>(snapshot.members().keySet());
        ClusterRecord record = snapshot.record();
        if (record != null) {
            nodes.add(record.primary().node());
            record.quorums().forEach(quorum -> quorum.voters().forEach(voter -> nodes.add(voter.node())));
        }
        return nodes;
    }

    synchronized List<PeerSight> sights(long nowMs) {
        return watched.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> {
                    var sight = entry.getValue().prober().seen().sight();
                    return new PeerSight(entry.getKey(), sight.reach(), sight.forMs(nowMs));
                })
                .toList();
    }

    /** What {@code node} answered last; without an LSN where it never did or is no primary. */
    synchronized PeerStatus lastAnswer(String node) {
        Watched peer = watched.get(node);
        PeerStatus answer = peer == null ? null : peer.prober().seen().answer();
        return answer == null ? PeerStatus.NONE : answer;
    }

    synchronized void reset(long nowMs) {
        watched.values().forEach(peer -> peer.prober().reset(nowMs));
    }

    @Override
    public synchronized void close() {
        watched.values().forEach(peer -> peer.prober().close());
    }
}
