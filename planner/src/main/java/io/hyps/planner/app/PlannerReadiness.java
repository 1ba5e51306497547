package io.hyps.planner.app;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the broker is there and requests are taken. */
@Readiness
@Singleton
public class PlannerReadiness implements HealthCheck {
    private final PlannerLifecycle planner;

    PlannerReadiness(PlannerLifecycle planner) {
        this.planner = planner;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("planner")
                .status(planner.isConnected() && planner.isLeading())
                .withData("connected", planner.isConnected())
                .withData("leading", planner.isLeading())
                .build();
    }
}
