package io.bascule.core.record;

import io.bascule.events.WalPosition;

/**
 * A node's word that it follows nobody of a term below {@code term} (R4), written with its WAL receiver gone and its
 * replay at the end of its WAL.
 *
 * @param instance who promises
 * @param position the end of its WAL
 * @param timeline the one that its WAL ends on, 0 where it lacks that one's history file: PostgreSQL does not know it then
 * @param primaryOfTerm where the disk is that of a former primary and has followed nobody since: the term it last was
 *     primary of, so that it stands for every quorum of that term and earlier ones (R1); otherwise 0
 * @param seen the newest record that the node has seen (R7)
 */
public record Promise(
        long term, Instance instance, WalPosition position, int timeline, long primaryOfTerm, Seen seen) {}
