package io.bascule.election;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive while the election's thread runs, ready while etcd answers: without it nothing can be decided. */
@ApplicationScoped
public class Health {
    private final ElectionService service;

    Health(ElectionService service) {
        this.service = service;
    }

    @Produces
    @Liveness
    HealthCheck looks() {
        return () -> HealthCheckResponse.named("election looks")
                .status(service.isLooking())
                .build();
    }

    @Produces
    @Readiness
    HealthCheck etcdAnswers() {
        return () -> HealthCheckResponse.named("etcd answers")
                .status(service.store().snapshot().reachable())
                .build();
    }
}
