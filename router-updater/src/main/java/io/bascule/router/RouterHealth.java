package io.bascule.router;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** What {@code /q/health} says. */
final class RouterHealth {
    /** Several times what a turn takes at worst, with HAProxy silent. */
    private static final long TURN_BOUND_MS = 10_000;

    private RouterHealth() {}

    /** HAProxy answers, and there is a record to route by. */
    @Readiness
    @Singleton
    static final class Routes implements HealthCheck {
        private final RouterService service;

        Routes(RouterService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("routes").status(service.isReady()).build();
        }
    }

    /** The flow comes round. */
    @Liveness
    @Singleton
    static final class Flow implements HealthCheck {
        private final RouterService service;

        Flow(RouterService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("flow")
                    .status(service.sinceTurnMs() < TURN_BOUND_MS)
                    .build();
        }
    }
}
