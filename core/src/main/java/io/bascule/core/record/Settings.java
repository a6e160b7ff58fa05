package io.bascule.core.record;

import java.util.Map;

/**
 * What operators may change while the cluster runs; the only place of bounds that more than one service shares.
 *
 * @param durability what an acknowledged commit is promised
 * @param acks how many standbys must have a commit on disk (1 to 8; 1 by default: survives the loss of one machine)
 * @param paused no new decision is taken; one begun is finished (R11)
 * @param nodeSilentMs a silent monitor whose PostgreSQL most others cannot reach, and nobody does, is lost after this
 *     (1500)
 * @param nodeGoneMs the same where others saw its connections end rather than fall silent: a machine that closes its
 *     sockets has stopped, so less is enough (300)
 * @param notAnsweringMs a PostgreSQL that accepts but does not answer is lost after this, as is a silent monitor whose
 *     PostgreSQL most others cannot reach, but somebody does: crash recovery of a backend's end takes seconds and is
 *     cheaper than a failover (10000)
 * @param writeStallMs a primary that answers reads but no local write is lost after this (15000)
 * @param coldStartMs a primary that an election copy has not yet seen serving gets this long to appear: after a power
 *     cut nodes come up in any order (20000)
 * @param voterLostMs a voter that does not stream leaves the voters after this (1000)
 * @param drainBoundMs a switchover whose old primary has not stopped by then is given up (10000)
 * @param revokeBoundMs a revocation without enough promises by then reinstates the old primary where it can (5000)
 * @param promoteBoundMs a candidate, or a primary that was restarted, that is not writable by then is revoked
 *     (10000)
 * @param readLagBytes a standby further behind serves no reads (16 MiB)
 * @param priorities by node, higher is preferred among the equally advanced; 0 by default
 */
public record Settings(
        Durability durability,
        int acks,
        boolean paused,
        long nodeSilentMs,
        long nodeGoneMs,
        long notAnsweringMs,
        long writeStallMs,
        long coldStartMs,
        long voterLostMs,
        long drainBoundMs,
        long revokeBoundMs,
        long promoteBoundMs,
        long readLagBytes,
        Map<String, Integer> priorities) {

    public static final Settings DEFAULTS = new Settings(
            Durability.QUORUM,
            1,
            false,
            1500,
            300,
            10_000,
            15_000,
            20_000,
            1000,
            10_000,
            5000,
            10_000,
            16L << 20,
            Map.of());

    public enum Durability {
        /** No acknowledged commit is ever lost; with no standby left, writes wait (R9). */
        QUORUM,
        /** As QUORUM while a standby streams; alone, the primary goes on and the record says so first (R9). */
        AVAILABLE
    }

    /** @throws IllegalArgumentException naming the setting, its value and its bounds */
    public Settings {
        priorities = ByNode.copyOf(priorities);
        within("acks", acks, 1, 8);
        within("nodeSilentMs", nodeSilentMs, 500, 600_000);
        within("nodeGoneMs", nodeGoneMs, 100, 600_000);
        within("notAnsweringMs", notAnsweringMs, 1000, 600_000);
        within("writeStallMs", writeStallMs, 1000, 600_000);
        within("coldStartMs", coldStartMs, 1000, 600_000);
        within("voterLostMs", voterLostMs, 200, 600_000);
        within("drainBoundMs", drainBoundMs, 500, 600_000);
        within("revokeBoundMs", revokeBoundMs, 500, 600_000);
        within("promoteBoundMs", promoteBoundMs, 500, 600_000);
        within("readLagBytes", readLagBytes, 0, Long.MAX_VALUE);
        if (nodeGoneMs > nodeSilentMs) {
            throw new IllegalArgumentException(
                    "nodeGoneMs " + nodeGoneMs + " must not exceed nodeSilentMs " + nodeSilentMs);
        }
    }

    public int priorityOf(String node) {
        return priorities.getOrDefault(node, 0);
    }

    /** As an operator changes them while the cluster runs. */
    public Settings with(Durability other, int otherAcks, boolean otherPaused, Map<String, Integer> otherPriorities) {
        return new Settings(
                other,
                otherAcks,
                otherPaused,
                nodeSilentMs,
                nodeGoneMs,
                notAnsweringMs,
                writeStallMs,
                coldStartMs,
                voterLostMs,
                drainBoundMs,
                revokeBoundMs,
                promoteBoundMs,
                readLagBytes,
                otherPriorities);
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "setting " + name + " is " + value + ", but must be from " + least + " to " + most);
        }
    }
}
