package io.hyps.runner.app;

import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.runner.capability.Capabilities;
import io.hyps.runner.capability.Measurements;
import io.hyps.runner.mqtt.BandwidthProbe;
import io.hyps.runner.mqtt.StatusBoard;
import io.hyps.runner.session.Processor;
import io.hyps.runner.session.SpeedProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures what this device can do, unless that is known from before. */
final class Survey {
    private static final Logger LOG = LoggerFactory.getLogger(Survey.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String device;
    private final Measurements known;
    private final String speedKey;
    private final String bandwidthKey;
    private final Capabilities capabilities;

    /** @param broker its URL, without credentials */
    Survey(String device, Measurements known, String runtimeVersion, String broker) {
        this.device = device;
        this.known = known;
        this.speedKey = "speed, " + SpeedProbe.REFERENCE + " is 1, ONNX Runtime " + runtimeVersion + ", processor "
                + Processor.key();
        this.bandwidthKey = "bytes per second to " + broker;
        this.capabilities = Capabilities.of(
                runtimeVersion,
                known.find(speedKey).orElseGet(this::measureSpeed),
                known.find(bandwidthKey).orElse(0.0).longValue());
    }

    /** All but the bandwidth, if that is not known yet. */
    Capabilities capabilities() {
        return capabilities;
    }

    private double measureSpeed() {
        try {
            double speed = SpeedProbe.run();
            known.keep(speedKey, speed);
            return speed;
        } catch (IOException e) {
            LOG.warn("device={} speed not measured: {}", device, e.getMessage());
            return 1;
        }
    }

    /** Once the link is connected, measures the bandwidth and puts it on the board; returns at once. */
    void startBandwidth(MqttLink link, StatusBoard board, LongSupplier nanos) {
        if (known.find(bandwidthKey).isPresent()) {
            return;
        }
        Thread thread = new Thread(() -> measureBandwidth(link, board, nanos), "hyps-probe");
        thread.setDaemon(true);
        thread.start();
    }

    private void measureBandwidth(MqttLink link, StatusBoard board, LongSupplier nanos) {
        try {
            Optional<Long> measured = link.awaitConnected(PATIENCE)
                    ? Optional.of(new BandwidthProbe(link, device, nanos).run())
                    : Optional.empty();
            measured.ifPresent(bytesPerSecond -> {
                known.keep(bandwidthKey, bytesPerSecond);
                board.bandwidth(bytesPerSecond);
                LOG.info("device={} bytesPerSecondToBroker={}", device, bytesPerSecond);
            });
        } catch (LinkException e) {
            LOG.warn("device={} bandwidth not measured: {}", device, e.getMessage());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
