package io.bascule.core.node;

import io.bascule.core.record.Instance;

/**
 * Whom a standby streams from. Whatever other disk comes to be at that address has no slot under the name that the
 * standby asks for: the WAL of two disks does not follow on each other.
 *
 * @param term the term whose primary it is
 * @param primary the primary and its disk
 * @param address host:port of its PostgreSQL
 */
public record Upstream(long term, Instance primary, String address) {
    public String node() {
        return primary.node();
    }
}
