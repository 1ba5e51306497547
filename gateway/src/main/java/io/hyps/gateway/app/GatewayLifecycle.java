package io.hyps.gateway.app;

import io.hyps.gateway.kafka.KafkaUnavailableException;
import io.hyps.gateway.rest.RestServer;
import io.hyps.protocol.Required;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.LinkException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ties the gateway to the process: up with it, drained when it is told to end. */
@Singleton
final class GatewayLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayLifecycle.class);
    private static final int DEFAULT_PORT = 8080;

    private final GatewayConfig gatewayConfig;
    private final Config config;
    private final MeterRegistry registry;
    private volatile @Nullable RestServer rest;
    private volatile @Nullable Gateway gateway;

    GatewayLifecycle(GatewayConfig gatewayConfig, Config config, MeterRegistry registry) {
        this.gatewayConfig = gatewayConfig;
        this.config = config;
        this.registry = registry;
    }

    /** Comes before the start: the port is not open yet. */
    void mount(@Observes Router router) {
        RestServer server = new RestServer(
                new GatewaySettings(gatewayConfig).rest(),
                new GatewayHealth(this::gateway),
                config.getValue("quarkus.application.version", String.class));
        server.mount(router);
        rest = server;
    }

    void start(@Observes StartupEvent event) {
        GatewaySettings settings = new GatewaySettings(gatewayConfig);
        if (gatewayConfig.gateway().leave()) {
            new Thread(() -> leave(settings), "hyps-leave").start();
            return;
        }
        gateway = Gateway.start(settings, this::httpPort, new GatewayMeters(registry), Required.field("rest", rest));
    }

    private static void leave(GatewaySettings settings) {
        int exitCode = ExitCode.UNREACHABLE.number();
        try {
            new Departure(settings).run();
            exitCode = ExitCode.DONE.number();
        } catch (KafkaUnavailableException | LinkException e) {
            LOG.error("gateway has not left: {}", e.getMessage());
        } catch (InterruptedException e) {
            LOG.debug("leaving interrupted");
        } catch (RuntimeException e) {
            LOG.error("gateway has not left", e);
        } finally {
            Quarkus.asyncExit(exitCode);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Gateway running = gateway;
        if (running != null) {
            running.close();
        }
    }

    Optional<Gateway> gateway() {
        return Optional.ofNullable(gateway);
    }

    /** The port in use, which Quarkus writes back if any was asked for. */
    private int httpPort() {
        return config.getOptionalValue("quarkus.http.port", Integer.class).orElse(DEFAULT_PORT);
    }
}
