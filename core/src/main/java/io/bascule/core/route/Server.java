package io.bascule.core.route;

/** A node's server in a backend. */
public record Server(Backend backend, String node) {
    public static Server write(String node) {
        return new Server(Backend.WRITE, node);
    }

    public static Server read(String node) {
        return new Server(Backend.READ, node);
    }

    /** As the runtime API names it: {@code write/node1}. */
    @Override
    public String toString() {
        return backend.proxyName() + "/" + node;
    }
}
