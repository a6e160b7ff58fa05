package io.bascule.core.record;

import io.bascule.events.Lsn;

/**
 * A timeline that the cluster's history knows, and the term that made it (R5).
 *
 * @param id PostgreSQL's timeline number
 * @param term the term whose primary made it
 * @param fork where it left the timeline before it; {@link Lsn#ZERO} for the first
 */
public record Timeline(int id, long term, Lsn fork) {}
