package io.bascule.core.route;

/** The two ways in. Each has one server per node in HAProxy, named as the node. */
public enum Backend {
    /** The primary, or nobody: at most one server is ever ready. */
    WRITE("write"),
    /** Standbys that stream and are not far behind, else the primary. */
    READ("read");

    private final String proxyName;

    Backend(String proxyName) {
        this.proxyName = proxyName;
    }

    /** Its name in haproxy.cfg. */
    public String proxyName() {
        return proxyName;
    }
}
