package io.bascule.events;

/**
 * A position in the write-ahead log, in bytes (PostgreSQL manual, 8.20 {@code pg_lsn}).
 *
 * <p>Only comparable between nodes of one timeline history; see {@link WalPosition} for the comparison across terms.
 *
 * @param bytes the position, unsigned
 */
public record Lsn(long bytes) implements Comparable<Lsn> {
    public static final Lsn ZERO = new Lsn(0);

    /**
     * Reads PostgreSQL's notation, two hexadecimal halves such as {@code 16/B374D848}.
     *
     * @throws IllegalArgumentException if {@code text} is not in that notation
     */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash > 8 || text.length() - slash < 2 || text.length() - slash > 9) {
            throw new IllegalArgumentException("'" + text + "' is not an LSN such as 16/B374D848");
        }
        try {
            long high = Long.parseLong(text, 0, slash, 16);
            long low = Long.parseLong(text, slash + 1, text.length(), 16);
            return new Lsn(high << 32 | low);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not an LSN such as 16/B374D848", e);
        }
    }

    public boolean atLeast(Lsn other) {
        return compareTo(other) >= 0;
    }

    /** Bytes from {@code earlier} to this, negative when this is the earlier one. */
    public long minus(Lsn earlier) {
        return bytes - earlier.bytes;
    }

    public static Lsn max(Lsn a, Lsn b) {
        return a.atLeast(b) ? a : b;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return Long.toHexString(bytes >>> 32).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Long.toHexString(bytes & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }
}
