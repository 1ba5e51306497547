package io.hyps.gateway.app;

import io.hyps.protocol.mqtt.BrokerSettings;
import io.hyps.protocol.signature.TrustSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The gateway's settings, {@code hyps.mqtt.*} and {@code hyps.gateway.*}; docs/gateway.md tells what each does. */
@ConfigMapping(prefix = "hyps")
public interface GatewayConfig {
    BrokerSettings mqtt();

    /** Whose plans are believed. */
    TrustSettings plans();

    Service gateway();

    /** This gateway. */
    interface Service {
        Optional<String> id();

        Optional<String> url();

        @WithDefault("localhost:9092")
        String kafka();

        /** More of what Kafka's clients can be told, such as SASL and TLS. */
        Optional<Path> kafkaPropertiesFile();

        @WithDefault("4")
        int partitions();

        @WithDefault("16M")
        MemorySize maxImageBytes();

        @WithDefault("40000000")
        long maxPixels();

        @WithDefault("128")
        int receiveMaximum();

        @WithDefault("7d")
        Duration sessionExpiry();

        @WithDefault("25000")
        int duplicateWindow();

        @WithDefault("32")
        int framesInFlight();

        @WithDefault("256")
        int framesHeld();

        @WithDefault("128M")
        MemorySize bytesHeld();

        @WithDefault("2")
        int workers();

        @WithDefault("5s")
        Duration planGrace();

        @WithDefault("10s")
        Duration attemptDeadline();

        @WithDefault("3")
        int maxAttempts();

        @WithDefault("200ms")
        Duration retryBackoff();

        @WithDefault("15s")
        Duration drainTimeout();

        @WithDefault("false")
        boolean leave();

        Rest rest();

        Tracing tracing();
    }

    /** HTTP clients. */
    interface Rest {
        /** Tokens that open the gateway's HTTP; more may stand in the environment. */
        Optional<Path> tokensFile();

        Oidc oidc();

        Rate rate();

        @WithDefault("64")
        int requestsInFlight();

        @WithDefault("128M")
        MemorySize bytesInFlight();

        @WithDefault("30s")
        Duration uploadTimeout();

        @WithName("wait")
        @WithDefault("10s")
        Duration usualWait();

        @WithDefault("16")
        int streams();

        @WithDefault("10s")
        Duration stalledStream();
    }

    /** Whose JSON Web Tokens open the gateway's HTTP; nobody's if no issuer is given. */
    interface Oidc {
        Optional<URI> issuer();

        @WithDefault("hyps")
        String audience();

        @WithDefault("scope")
        String rolesClaim();

        Optional<URI> keys();
    }

    /** How often one client may come; as often as it likes if no number is given. */
    interface Rate {
        Optional<Integer> requests();

        @WithDefault("1s")
        Duration period();

        @WithDefault("10000")
        int clients();
    }

    /** Where spans go; nowhere if no endpoint is given. */
    interface Tracing {
        Optional<URI> endpoint();

        @WithDefault("1.0")
        double share();
    }
}
