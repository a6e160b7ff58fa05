package io.bascule.core.record;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Maps by the nodes' names, in the order of these. {@link Map#copyOf} has another order in every JVM, so that a decision
 * or its words could differ between two copies that know the same.
 */
public final class ByNode {
    private ByNode() {}

    /** @return an immutable copy in the order of its keys; {@code map} itself where it is one already */
    public static <V> Map<String, V> copyOf(Map<String, V> map) {
        return map instanceof Sorted ? map : new Sorted<>(new TreeMap<>(map));
    }

    private static final class Sorted<V> extends AbstractMap<String, V> {
        private final TreeMap<String, V> map;

        private Sorted(TreeMap<String, V> map) {
            this.map = map;
        }

        @Override
        public Set<Entry<String, V>> entrySet() {
            return Collections.unmodifiableMap(map).entrySet();
        }

        @Override
        public @Nullable V get(Object key) {
            return map.get(key);
        }

        @Override
        public boolean containsKey(Object key) {
            return map.containsKey(key);
        }
    }
}
