package io.bascule.election;

import io.bascule.core.elect.Transition;
import io.bascule.core.judge.Reason;
import io.bascule.core.record.ClusterRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What Prometheus sees of this copy. */
final class ElectionMetrics {
    private final MeterRegistry registry;
    private final AtomicLong term = new AtomicLong();
    private final AtomicLong quorums = new AtomicLong();
    private final AtomicReference<Reason> reason = new AtomicReference<>(Reason.NOT_SEEN_YET);
    private final Counter storeFailures;
    private final Counter lookFailures;

    ElectionMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("bascule_election_term", term, AtomicLong::get)
                .description("The record's term")
                .register(registry);
        Gauge.builder("bascule_election_quorums", quorums, AtomicLong::get)
                .description("Quorums that the record lists; more than one for long means that none settles")
                .register(registry);
        for (Reason each : Reason.values()) {
            Gauge.builder("bascule_election_judgement", () -> reason.get() == each ? 1 : 0)
                    .tag("reason", each.name())
                    .description("1 for the reason of the newest judgement")
                    .register(registry);
        }
        storeFailures = Counter.builder("bascule_election_store_failures_total")
                .description("Looks that ended because etcd did not answer")
                .register(registry);
        lookFailures = Counter.builder("bascule_election_look_failures_total")
                .description("Looks that ended in an unexpected error")
                .register(registry);
    }

    void judged(Reason newest, ClusterRecord record) {
        reason.set(newest);
        term.set(record.term());
        quorums.set(record.quorums().size());
    }

    void changed(Transition transition) {
        Counter.builder("bascule_election_transitions_total")
                .tag("transition", transition.name())
                .description("Changes of the record that this copy wrote")
                .register(registry)
                .increment();
    }

    void storeFailed() {
        storeFailures.increment();
    }

    void lookFailed() {
        lookFailures.increment();
    }
}
