package io.bascule.core.node;

/**
 * Whom a standby streams from.
 *
 * @param term the term whose primary it is
 * @param node the primary's node
 * @param address host:port of its PostgreSQL
 */
public record Upstream(long term, String node, String address) {}
