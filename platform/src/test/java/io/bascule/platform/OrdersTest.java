package io.bascule.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.core.record.Settings;
import io.bascule.events.Event;
import io.bascule.events.LookNow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Orders orders = new Orders("demo", registry);
    private final StoreSnapshot inTerm3 =
            new StoreSnapshot(true, "e1", Examples.record(3, 7), 1, Settings.DEFAULTS, Map.of(), List.of(), null, null);

    @Test
    void an_order_of_this_term_or_a_later_one_is_to_look() {
        assertThat(look(new LookNow("demo", 3, 7))).isTrue();
        assertThat(look(new LookNow("demo", 4, 8))).isTrue();
        assertThat(orders.areToLook(Optional.of(new LookNow("demo", 1, 1)), StoreSnapshot.EMPTY))
                .isTrue();
        assertThat(old()).isZero();
    }

    @Test
    void an_order_of_an_earlier_term_is_passed_over_and_counted() {
        assertThat(look(new LookNow("demo", 2, 6))).isFalse();
        assertThat(old()).isEqualTo(1);
    }

    @Test
    void another_clusters_order_and_what_is_none_are_nothing() {
        assertThat(look(new LookNow("other", 4, 8))).isFalse();
        assertThat(orders.areToLook(Optional.empty(), inTerm3)).isFalse();
        assertThat(old()).isZero();
    }

    private boolean look(Event event) {
        return orders.areToLook(Optional.of(event), inTerm3);
    }

    private double old() {
        return registry.get("bascule_orders_old").counter().count();
    }
}
