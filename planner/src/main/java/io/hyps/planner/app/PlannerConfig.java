package io.hyps.planner.app;

import io.hyps.protocol.mqtt.BrokerSettings;
import io.hyps.protocol.signature.TrustSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The planner service's settings, {@code hyps.mqtt.*} and {@code hyps.planner.*}. */
@ConfigMapping(prefix = "hyps")
public interface PlannerConfig {
    BrokerSettings mqtt();

    /** Whose plans are believed, besides those of the own key. */
    TrustSettings plans();

    Service planner();

    /** The service. */
    interface Service {
        /** Where models, plans and slices are kept. */
        @WithDefault("${user.home}/.local/share/hyps/store")
        Path store();

        /** How long the devices of a plan have to become ready. */
        @WithDefault("60s")
        Duration readyTimeout();

        /** How long a device of an active plan may be away before others get its part; 0s: for ever. */
        @WithDefault("15s")
        Duration failoverAfter();

        /** The most bytes that one slice file may have. */
        @WithDefault("16G")
        MemorySize largestFile();

        /** Signs plans, and what activates and ends them: a file of 'hyps keys create'. */
        Optional<Path> signingKey();

        /** Holds the passphrase of that key, if it is encrypted. */
        Optional<Path> signingKeyPassphraseFile();

        /** Whether it keeps the roles of devices at the broker as plans are: Mosquitto's dynamic-security plugin. */
        @WithDefault("false")
        boolean brokerRoles();
    }
}
