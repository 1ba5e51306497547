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
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ties the gateway to the process: up with it, drained when it is told to end. */
@Singleton
final class GatewayLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayLifecycle.class);
    private static final int DEFAULT_PORT = 8080;
    private static final String ALL_ADDRESSES = "0.0.0.0";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    private final GatewayConfig gatewayConfig;
    private final Config config;
    private final MeterRegistry registry;
    private volatile @Nullable GatewaySettings settings;
    private volatile @Nullable RestServer rest;
    private volatile @Nullable Gateway gateway;

    GatewayLifecycle(GatewayConfig gatewayConfig, Config config, MeterRegistry registry) {
        this.gatewayConfig = gatewayConfig;
        this.config = config;
        this.registry = registry;
    }

    /** Comes before the start: the port is not open yet. */
    void mount(@Observes Router router) {
        GatewaySettings checked = new GatewaySettings(gatewayConfig, System.getenv());
        RestServer server = new RestServer(
                checked.rest(),
                checked.restAccess(),
                new GatewayHealth(this::gateway),
                new RestMeters(registry),
                config.getValue("quarkus.application.version", String.class));
        server.mount(router);
        rest = server;
        settings = checked;
    }

    void start(@Observes StartupEvent event) {
        GatewaySettings checked = Required.field("settings", settings);
        if (gatewayConfig.gateway().leave()) {
            new Thread(() -> leave(checked), "hyps-leave").start();
            return;
        }
        warnIfOpen(checked);
        gateway = Gateway.start(checked, this::httpPort, new GatewayMeters(registry), Required.field("rest", rest));
    }

    private void warnIfOpen(GatewaySettings settings) {
        String host = config.getOptionalValue("quarkus.http.host", String.class).orElse(ALL_ADDRESSES);
        if (settings.restAccess().tokens().isOpen() && !LOOPBACK.contains(host)) {
            LOG.warn(
                    "HTTP asks nobody for a token and listens beyond this machine host={}: set hyps.gateway.rest.tokens-file,"
                            + " or QUARKUS_HTTP_HOST=127.0.0.1",
                    host);
        }
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
