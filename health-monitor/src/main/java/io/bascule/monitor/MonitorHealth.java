package io.bascule.monitor;

import io.bascule.events.Probe.Reach;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive while the monitor's loop comes round; ready once it has looked at its PostgreSQL, whatever it saw. */
@ApplicationScoped
public class MonitorHealth {
    private final MonitorService service;

    MonitorHealth(MonitorService service) {
        this.service = service;
    }

    @Produces
    @Liveness
    HealthCheck looks() {
        return () -> HealthCheckResponse.named("monitor looks")
                .status(RoleCheck.LIVENESS.statusCode(service.view(), Long.MAX_VALUE) == 200)
                .build();
    }

    @Produces
    @Readiness
    HealthCheck hasLooked() {
        return () -> HealthCheckResponse.named("PostgreSQL was looked at")
                .status(service.view().reach() != Reach.UNKNOWN)
                .build();
    }
}
