package io.hyps.runner.app;

import io.hyps.protocol.mqtt.MqttLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The runner's life within the application's. */
@Singleton
public final class RunnerLife {
    private final RunnerConfig config;
    private final MeterRegistry registry;
    private volatile @Nullable PartitionRunner runner;

    RunnerLife(RunnerConfig config, MeterRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        PartitionRunner started =
                PartitionRunner.open(config, MqttLink::open, Clock.systemUTC(), () -> Quarkus.asyncExit(1));
        runner = started;
        started.vitals().bindTo(registry);
    }

    void stop(@Observes ShutdownEvent event) {
        PartitionRunner running = runner;
        runner = null;
        if (running != null) {
            running.close();
        }
    }

    boolean isConnected() {
        PartitionRunner running = runner;
        return running != null && running.isConnected();
    }
}
