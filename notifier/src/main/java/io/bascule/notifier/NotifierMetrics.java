package io.bascule.notifier;

import io.micrometer.core.instrument.MeterRegistry;

/** What Prometheus sees of the notifier; every name begins with {@code bascule_notifier_}. */
final class NotifierMetrics {
    private final MeterRegistry registry;

    NotifierMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Severity severity : Severity.values()) {
            count("delivered", severity, 0);
            count("undelivered", severity, 0);
        }
        registry.counter("bascule_notifier_retries");
        registry.counter("bascule_notifier_stale");
    }

    void delivered(Severity severity) {
        count("delivered", severity, 1);
    }

    void undelivered(Severity severity) {
        count("undelivered", severity, 1);
    }

    void triedAgain() {
        registry.counter("bascule_notifier_retries").increment();
    }

    /** An event that is too old to be sent. */
    void stale() {
        registry.counter("bascule_notifier_stale").increment();
    }

    private void count(String what, Severity severity, int by) {
        registry.counter("bascule_notifier_" + what, "severity", severity.word())
                .increment(by);
    }
}
