package io.bascule.core.node;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The WAL that a primary keeps for a standby that is away. At {@code max_slot_wal_keep_size} the slot loses it rather
 * than fill the disk, and the standby is cloned; people are told while there is time to bring it back.
 *
 * @param standby whose slot it is
 * @param active whether the standby is connected
 * @param safeBytes how much more may be written before the slot is in danger, {@code pg_replication_slots.safe_wal_size};
 *     null when its WAL is lost already or there is no bound
 * @param boundBytes {@code max_slot_wal_keep_size}, negative for none
 */
public record HeldWal(
        String standby, boolean active, @Nullable Long safeBytes, long boundBytes) {
    /** With less than this share of the bound left it is time to say so: a quarter. */
    private static final int SHARE_LEFT = 4;

    private static final long MIB = 1L << 20;

    /** What people are to know, or nothing. */
    public Optional<String> warning() {
        if (safeBytes == null || boundBytes < 0 || active) {
            return Optional.empty();
        }
        return safeBytes < boundBytes / SHARE_LEFT
                ? Optional.of("the primary keeps WAL for node " + standby + ", which is away, and after "
                        + Math.max(0, safeBytes) / MIB + " MiB more gives it up (max_slot_wal_keep_size is "
                        + boundBytes / MIB + " MiB): bring the node back before, or it is to be cloned")
                : Optional.empty();
    }
}
