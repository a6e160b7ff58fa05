package io.bascule.platform;

import io.bascule.events.Event;
import io.bascule.events.LookNow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Which orders from Kafka are worth a look: those for this cluster that the record has not gone past. */
public final class Orders {
    private static final Logger LOG = Logger.getLogger(Orders.class);

    private final String cluster;
    private final Counter old;

    /** Counts the others in {@code bascule_orders_old}. */
    public Orders(String cluster, MeterRegistry registry) {
        this.cluster = cluster;
        this.old = Counter.builder("bascule_orders_old")
                .description("orders of a term that had ended when they came")
                .register(registry);
    }

    /** @param seen the store as it is known here */
    public boolean areToLook(Optional<Event> message, StoreSnapshot seen) {
        if (message.isEmpty()
                || !(message.get() instanceof LookNow order)
                || !order.cluster().equals(cluster)) {
            return false;
        }
        long term = seen.seen().term();
        if (order.term() < term) {
            old.increment();
            LOG.infof(
                    "an order of term %d came in term %d and is passed over; what is to be done stands in etcd",
                    order.term(), term);
            return false;
        }
        return true;
    }
}
