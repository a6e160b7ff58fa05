package io.bascule.executor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The numbers of {@code bascule_executor_*}. */
final class ExecutorMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger refusing = new AtomicInteger();
    private final AtomicInteger needsHelp = new AtomicInteger();
    private final AtomicLong promisedTerm = new AtomicLong();

    ExecutorMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("bascule_executor_store_refused", refusing, AtomicInteger::get)
                .description("1 while etcd shows less than this node has seen (R7)")
                .register(registry);
        Gauge.builder("bascule_executor_needs_help", needsHelp, AtomicInteger::get)
                .description("1 while this node cannot do what the record asks")
                .register(registry);
        Gauge.builder("bascule_executor_promised_term", promisedTerm, AtomicLong::get)
                .description("the highest term promised")
                .register(registry);
    }

    void refusing(boolean now) {
        refusing.set(now ? 1 : 0);
    }

    void needsHelp(boolean now) {
        needsHelp.set(now ? 1 : 0);
    }

    void promised(long term) {
        promisedTerm.set(term);
    }

    void failed(String action) {
        registry.counter("bascule_executor_action_failures", "action", action).increment();
    }

    void took(String action, long tookMs) {
        registry.timer("bascule_executor_action", "action", action).record(tookMs, TimeUnit.MILLISECONDS);
    }
}
