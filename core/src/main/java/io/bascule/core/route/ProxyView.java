package io.bascule.core.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What HAProxy shows at one moment.
 *
 * @param run which start of HAProxy shows it
 * @param servers the nodes' servers, by backend and name; without backup servers, which stand for no node
 */
public record ProxyView(Run run, Map<Server, Shown> servers) {
    public ProxyView {
        servers = Collections.unmodifiableMap(new TreeMap<>(servers));
    }

    /**
     * One start of HAProxy: after another one it is closed again and has forgotten what it was told.
     *
     * @param startSec its start, seconds of its own wall clock, only ever compared for equality
     */
    public record Run(long pid, long startSec) {}

    /** @param sessions those on the server now, connections under way to it included ({@code scur}) */
    public record Shown(Admission admission, int sessions) {}

    /** Whether a server takes new connections. */
    public enum Admission {
        READY,
        /** In maintenance: no new connection, those that are there stay. */
        CLOSED,
        /** Anything that somebody else set, such as drain or a failed check. */
        OTHER
    }

    public Optional<Shown> of(Server server) {
        return Optional.ofNullable(servers.get(server));
    }

    public boolean isReady(Server server) {
        Shown shown = servers.get(server);
        return shown != null && shown.admission() == Admission.READY;
    }

    public boolean isClosed(Server server) {
        Shown shown = servers.get(server);
        return shown == null || shown.admission() == Admission.CLOSED;
    }

    /** The servers of {@code backend} in order of their names. */
    public List<Server> in(Backend backend) {
        List<Server> in = new ArrayList<>(servers.size());
        for (Server server : servers.keySet()) {
            if (server.backend() == backend) {
                in.add(server);
            }
        }
        return in;
    }

    /** Backends without a single node's server. */
    public List<Backend> missing() {
        return Arrays.stream(Backend.values()).filter(b -> in(b).isEmpty()).toList();
    }
}
