package io.hyps.gateway.app;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: both brokers are reached and the pipeline is open. */
@Readiness
@Singleton
final class GatewayReadiness implements HealthCheck {
    private final GatewayLifecycle lifecycle;

    GatewayReadiness(GatewayLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<Gateway> gateway = lifecycle.gateway();
        Gateway.Readiness readiness = new Gateway.Readiness(false, false);
        if (gateway.isPresent()) {
            try {
                readiness = gateway.get().readiness();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return HealthCheckResponse.named("gateway")
                .status(readiness.ready())
                .withData("mqtt", readiness.mqtt())
                .withData("kafka", readiness.kafka())
                .build();
    }
}
