package io.bascule.core.route;

/** A node's server in a backend; ordered by backend, then by node. */
public record Server(Backend backend, String node) implements Comparable<Server> {
    public static Server write(String node) {
        return new Server(Backend.WRITE, node);
    }

    public static Server read(String node) {
        return new Server(Backend.READ, node);
    }

    @Override
    public int compareTo(Server other) {
        int byBackend = backend.compareTo(other.backend);
        return byBackend != 0 ? byBackend : node.compareTo(other.node);
    }

    /** As the runtime API names it: {@code write/node1}. */
    @Override
    public String toString() {
        return backend.proxyName() + "/" + node;
    }
}
