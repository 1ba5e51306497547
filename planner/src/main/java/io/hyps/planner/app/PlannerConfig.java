package io.hyps.planner.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The planner service's settings, {@code hyps.mqtt.*} and {@code hyps.planner.*}. */
@ConfigMapping(prefix = "hyps")
public interface PlannerConfig {
    Mqtt mqtt();

    Service planner();

    /** The broker. */
    interface Mqtt {
        @WithDefault("tcp://localhost:1883")
        URI url();

        Optional<String> user();

        Optional<String> password();
    }

    /** The service. */
    interface Service {
        /** Where models, plans and slices are kept. */
        @WithDefault("${user.home}/.local/share/hyps/store")
        Path store();

        /** How long the devices of a plan have to become ready. */
        @WithDefault("60s")
        Duration readyTimeout();

        /** The most bytes that one slice file may have. */
        @WithDefault("16G")
        MemorySize largestFile();
    }
}
