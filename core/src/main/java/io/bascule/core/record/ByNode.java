package io.bascule.core.record;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
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

    /** All that is asked often goes past {@link AbstractMap}, which makes an iterator for each answer. */
    private static final class Sorted<V> extends AbstractMap<String, V> {
        private final Map<String, V> map;

        private Sorted(TreeMap<String, V> map) {
            this.map = Collections.unmodifiableMap(map);
        }

        @Override
        public Set<Entry<String, V>> entrySet() {
            return map.entrySet();
        }

        @Override
        public Set<String> keySet() {
            return map.keySet();
        }

        @Override
        public Collection<V> values() {
            return map.values();
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public @Nullable V get(Object key) {
            return map.get(key);
        }

        @Override
        public boolean containsKey(Object key) {
            return map.containsKey(key);
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super V> action) {
            map.forEach(action);
        }
    }
}
