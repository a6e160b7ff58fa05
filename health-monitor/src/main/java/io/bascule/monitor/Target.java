package io.bascule.monitor;

import io.bascule.platform.PgSession;
import io.bascule.platform.PgSessions;
import io.bascule.platform.PgTarget;
import io.bascule.platform.Secrets;
import io.vertx.core.Vertx;

/** Where a PostgreSQL answers, and how the monitor logs in there. */
record Target(String node, String host, int port) {
    static final String USER = "bascule_monitor";

    /** For connecting, and at first for logging in, too; a machine that is gone accepts nothing, however long one waits. */
    static final long CONNECT_TIMEOUT_MS = 250;

    /** For a query, at first: a healthy PostgreSQL answers in a few milliseconds. */
    static final long QUERY_TIMEOUT_MS = 300;

    /** A login that a frozen server accepts and never answers is dropped after this, long after nobody waits for it. */
    private static final long IDLE_BOUND_MS = 10_000;

    /** @param address host:port */
    static Target of(String node, String address) {
        int colon = address.lastIndexOf(':');
        return new Target(node, address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    PgSession connect(Vertx vertx, Secrets secrets, String purpose, Patience patience) {
        PgTarget target =
                new PgTarget(host, port, USER, secrets.password("monitor"), "postgres", "bascule monitor " + purpose);
        return PgSessions.connect(vertx, target, CONNECT_TIMEOUT_MS, patience.of(CONNECT_TIMEOUT_MS), IDLE_BOUND_MS);
    }
}
