package io.hyps.gateway.app;

import io.hyps.gateway.ingest.FrameKeeper;
import io.hyps.gateway.ingest.ImageIntake;
import io.hyps.gateway.ingest.SensorOutlet;
import io.hyps.gateway.kafka.KafkaEventLog;
import io.hyps.gateway.kafka.KafkaUnavailableException;
import io.hyps.gateway.kafka.ResultIds;
import io.hyps.gateway.kafka.TopicSetup;
import io.hyps.gateway.mqtt.StatusPublisher;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway that leaves for good. It asks the broker for no more images, puts those into Kafka that the broker still holds
 * for it, and ends its session, so that nothing waits for its return. It dispatches nothing: others do.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);

    private final GatewaySettings settings;

    Departure(GatewaySettings settings) {
        this.settings = settings;
    }

    /**
     * Leaves.
     *
     * @throws KafkaUnavailableException if there is no Kafka to put images into; the session stays as it is
     * @throws LinkException if the MQTT broker cannot be reached; the session stays as it is
     */
    void run() throws KafkaUnavailableException, LinkException, InterruptedException {
        try (TopicSetup topics = TopicSetup.open(settings.kafka())) {
            topics.ensureTopics();
        }
        try (ResultIds ids = ResultIds.open(settings.kafka(), settings.ingest().duplicateWindow());
                KafkaEventLog log = KafkaEventLog.open(settings.kafka());
                MqttLink sensors = MqttLink.open(settings.sensorLink())) {
            ids.awaitRead();
            takeWhatIsLeft(log, new FrameKeeper(log, ids, settings.ingest()), new SensorOutlet(sensors));
            endSession();
            if (sensors.awaitConnected(CONNECTED_WITHIN)) {
                new StatusPublisher(
                                sensors,
                                () -> new GatewayStatus(settings.gateway(), false, null, 0, List.of(), List.of()))
                        .vanish(new Topic.GatewayStatus(settings.gateway()));
            }
        }
        LOG.info("gateway has left id={}", settings.gateway());
    }

    private void takeWhatIsLeft(KafkaEventLog log, FrameKeeper keeper, SensorOutlet outlet)
            throws LinkException, InterruptedException {
        try (MqttLink images = MqttLink.open(settings.imageLink());
                ImageIntake intake =
                        new ImageIntake(images, outlet, log, keeper, settings.ingest(), Clock.systemUTC())) {
            intake.start();
            intake.leave();
            requireConnection(images);
            while (!images.isConnected() || !intake.isQuiet(QUIET)) {
                Thread.sleep(TICK.toMillis());
            }
        }
    }

    /** A session that is to last no longer than its connection. */
    private void endSession() throws LinkException, InterruptedException {
        try (MqttLink last = MqttLink.open(settings.imageLink().withSession(Duration.ZERO))) {
            requireConnection(last);
        }
    }

    private static void requireConnection(MqttLink link) throws LinkException, InterruptedException {
        if (!link.awaitConnected(CONNECTED_WITHIN)) {
            throw new LinkException("the MQTT broker cannot be reached for " + CONNECTED_WITHIN.toSeconds() + " s: "
                    + link.lastFailure());
        }
    }
}
