package io.hyps.planner.app;

import io.hyps.planner.service.PlannerService;
import io.hyps.planner.store.DiskFailure;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.pem.PemException;
import io.hyps.protocol.signature.SigningKey;
import io.hyps.protocol.signature.TrustSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops the service with the process. A planner whose id is taken over ends: another one leads. */
@Singleton
public class PlannerLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PlannerLifecycle.class);
    private static final String CLIENT_ID = "hyps-planner";
    private static final int TAKEN_OVER = 1;

    private final PlannerConfig config;
    private final MeterRegistry registry;
    private @Nullable MqttLink link;
    private @Nullable PlannerService service;

    PlannerLifecycle(PlannerConfig config, MeterRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        BrokerAccess broker = BrokerAccess.of(config.mqtt());
        LinkOptions options = broker.link(CLIENT_ID)
                .withReceiveMaximum(PlannerService.RECEIVE_MAXIMUM)
                .asExclusive();
        PlannerService.Guard guard = guard();
        MqttLink opened = MqttLink.open(options);
        link = opened;
        opened.addConnectionListener(new Leadership());
        try {
            PlannerService started = PlannerService.start(
                    opened,
                    config.planner().store(),
                    new PlannerService.Limits(
                            new ByteSize(config.planner().largestFile().asLongValue()),
                            config.planner().readyTimeout(),
                            config.planner().failoverAfter()),
                    guard,
                    System::nanoTime);
            service = started;
            PlannerMeters.register(registry, started);
        } catch (IOException e) {
            LOG.error("the store cannot be used: {}; give another with --store", DiskFailure.line(e));
            Quarkus.asyncExit(ExitCode.BAD_INPUT.number());
            return;
        }
        LOG.info(
                "planner started store={} mqtt={} signingKey={}",
                config.planner().store(),
                broker.url(),
                guard.key().map(SigningKey::id).orElse("none"));
    }

    private PlannerService.Guard guard() {
        try {
            Optional<char[]> passphrase = Optional.empty();
            if (config.planner().signingKeyPassphraseFile().isPresent()) {
                Path file = config.planner().signingKeyPassphraseFile().get();
                passphrase = Optional.of(Files.readString(file).stripTrailing().toCharArray());
            }
            Optional<SigningKey> key = Optional.empty();
            if (config.planner().signingKey().isPresent()) {
                key = Optional.of(SigningKey.open(config.planner().signingKey().get(), passphrase));
            }
            return new PlannerService.Guard(
                    key, TrustSettings.read(config.plans()), config.planner().brokerRoles());
        } catch (PemException e) {
            throw new IllegalArgumentException("hyps.planner.signing-key: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "hyps.planner.signing-key-passphrase-file cannot be read: " + e.getMessage(), e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (service != null) {
            service.close();
        }
        if (link != null) {
            link.close();
        }
        LOG.info("planner stopped");
    }

    boolean isConnected() {
        return link != null && link.isConnected();
    }

    boolean isLeading() {
        return service != null && service.isLeading();
    }

    private static final class Leadership implements MqttLink.ConnectionListener {
        @Override
        public void connected(boolean sessionPresent) {
            LOG.info("broker connected");
        }

        @Override
        public void disconnected(String reason) {
            LOG.warn("broker lost reason={}", reason);
        }

        @Override
        public void takenOver() {
            LOG.error("another planner leads now, this one ends");
            Quarkus.asyncExit(TAKEN_OVER);
        }
    }
}
