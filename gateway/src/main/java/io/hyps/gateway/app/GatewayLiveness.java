package io.hyps.gateway.app;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live: no thread of the pipeline has ended by a fault. */
@Liveness
@Singleton
final class GatewayLiveness implements HealthCheck {
    private final GatewayLifecycle lifecycle;

    GatewayLiveness(GatewayLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("gateway")
                .status(new GatewayHealth(lifecycle::gateway).isLive())
                .build();
    }
}
