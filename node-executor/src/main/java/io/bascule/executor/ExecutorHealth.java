package io.bascule.executor;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live while the main flow goes round; how PostgreSQL does is the health-monitor's to say. */
@Liveness
@ApplicationScoped
class ExecutorHealth implements HealthCheck {
    /** Longer than any action of the main flow is bounded to. */
    private static final long ROUND_BOUND_MS = 240_000;

    private final ExecutorService service;

    ExecutorHealth(ExecutorService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        ExecutorLoop executor = service.executor();
        return HealthCheckResponse.named("node-executor")
                .status(executor != null && executor.isAlive(ROUND_BOUND_MS))
                .withData("doing", executor == null ? "starts" : executor.doing())
                .build();
    }
}
