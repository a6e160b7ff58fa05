package io.bascule.core.record;

import java.util.Optional;

/**
 * A node and the identity of its disk (R3): wiped, cloned or rewound, a node is another instance.
 *
 * @param node the node's name: lower-case letters, digits and hyphens, at most 40 characters
 * @param disk the identity that the executor gave its data directory: 8 hexadecimal digits
 */
public record Instance(String node, String disk) {
    private static final int NODE_MOST = 40;
    private static final int DISK_LENGTH = 8;

    // Checked without patterns, which cost a simulated cluster a thirtieth of its time.
    public Instance {
        if (!isNode(node)) {
            throw new IllegalArgumentException(
                    "'" + node + "' is not a node name: lower-case letters, digits and hyphens, at most 40 characters");
        }
        if (!isDisk(disk)) {
            throw new IllegalArgumentException("'" + disk + "' is not a disk identity of 8 hexadecimal digits");
        }
    }

    /** The name under which its WAL receiver, and nothing else, connects: short enough for NAMEDATALEN. */
    public String applicationName() {
        return node + "_" + disk;
    }

    /** The instance behind an {@link #applicationName}, or nothing where the name is somebody else's. */
    public static Optional<Instance> ofApplicationName(String name) {
        int split = name.length() - DISK_LENGTH - 1;
        boolean ours = split > 0
                && name.charAt(split) == '_'
                && isNode(name.substring(0, split))
                && isDisk(name.substring(split + 1));
        return ours ? Optional.of(new Instance(name.substring(0, split), name.substring(split + 1))) : Optional.empty();
    }

    private static boolean isNode(String name) {
        if (name.isEmpty() || name.length() > NODE_MOST || name.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isDigit(c) && (c < 'a' || c > 'z') && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDisk(String disk) {
        if (disk.length() != DISK_LENGTH) {
            return false;
        }
        for (int i = 0; i < DISK_LENGTH; i++) {
            char c = disk.charAt(i);
            if (!isDigit(c) && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public String toString() {
        return applicationName();
    }
}
