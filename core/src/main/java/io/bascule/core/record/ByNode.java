package io.bascule.core.record;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Maps by the nodes' names, in the order of these. {@link Map#copyOf} has another order in every JVM, so that a decision
 * or its words could differ between two copies that know the same.
 */
public final class ByNode {
    private ByNode() {}

    /** @return an immutable copy, in the order of its keys */
    public static <V> Map<String, V> copyOf(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
