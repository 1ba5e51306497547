package io.hyps.runner.app;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the broker is connected. */
@Readiness
@Singleton
public final class BrokerReadiness implements HealthCheck {
    private final RunnerLife life;

    BrokerReadiness(RunnerLife life) {
        this.life = life;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("mqtt-broker")
                .status(life.isConnected())
                .build();
    }
}
