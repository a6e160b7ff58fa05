package io.bascule.core.record;

import java.util.Optional;

/**
 * A node and the identity of its disk (R3): wiped, cloned or rewound, a node is another instance.
 *
 * @param node the node's name: lower-case letters, digits and hyphens, at most 40 characters
 * @param disk the identity that the executor gave its data directory: 8 hexadecimal digits
 */
public record Instance(String node, String disk) {
    private static final String NODE = "[a-z0-9][a-z0-9-]{0,39}";
    private static final String DISK = "[0-9a-f]{8}";

    public Instance {
        if (!node.matches(NODE)) {
            throw new IllegalArgumentException(
                    "'" + node + "' is not a node name: lower-case letters, digits and hyphens, at most 40 characters");
        }
        if (!disk.matches(DISK)) {
            throw new IllegalArgumentException("'" + disk + "' is not a disk identity of 8 hexadecimal digits");
        }
    }

    /** The name under which its WAL receiver, and nothing else, connects: short enough for NAMEDATALEN. */
    public String applicationName() {
        return node + "_" + disk;
    }

    /** The instance behind an {@link #applicationName}, or nothing where the name is somebody else's. */
    public static Optional<Instance> ofApplicationName(String name) {
        return name.matches(NODE + "_" + DISK)
                ? Optional.of(new Instance(name.substring(0, name.length() - 9), name.substring(name.length() - 8)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return applicationName();
    }
}
