package io.hyps.gateway.replay;

import io.hyps.gateway.kafka.FeedLimits;
import io.hyps.gateway.kafka.KafkaProperties;
import io.hyps.gateway.kafka.KafkaSettings;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.signature.TrustedKeys;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;

/**
 * Where and how a replay goes.
 *
 * @param run names its topics, its groups and its gateway; not used before
 * @param trusted whose plans are believed
 * @param framesInFlight at once on their way through the runners: the replay's quota
 * @param perSecond frames at most; none for no other bound than the speed's
 * @param patience how long nothing may be answered until the rest is given up
 * @param keepTopics whether its topics stay in Kafka
 */
public record ReplaySettings(
        String run,
        BrokerAccess mqtt,
        TrustedKeys trusted,
        String kafka,
        KafkaProperties kafkaProperties,
        Speed speed,
        int framesInFlight,
        Optional<Double> perSecond,
        Duration patience,
        boolean keepTopics) {
    private static final int LARGEST_IMAGE_BYTES = 48 << 20;
    private static final long HELD_BYTES = 64 << 20;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    public ReplaySettings {
        if (framesInFlight < 1 || framesInFlight > 1000) {
            throw new IllegalArgumentException(framesInFlight + " frames in flight cannot be: use 1 to 1000");
        }
        if (perSecond.filter(rate -> !(rate > 0)).isPresent()) {
            throw new IllegalArgumentException("a rate must be more than 0 frames a second");
        }
    }

    /** At full speed, eight frames in flight. */
    public static ReplaySettings of(BrokerAccess mqtt, String kafka) {
        return new ReplaySettings(
                newRun(),
                mqtt,
                TrustedKeys.NONE,
                kafka,
                KafkaProperties.NONE,
                Speed.MAX,
                8,
                Optional.empty(),
                Duration.ofSeconds(60),
                false);
    }

    /** A name that tells when, and that no other has. */
    public static String newRun() {
        return TIME.format(Clock.systemUTC().instant()) + "-"
                + UUID.randomUUID().toString().substring(0, 6);
    }

    public ReplaySettings withSpeed(Speed other) {
        return new ReplaySettings(
                run, mqtt, trusted, kafka, kafkaProperties, other, framesInFlight, perSecond, patience, keepTopics);
    }

    /** The same with such clients of Kafka. */
    public ReplaySettings withKafkaProperties(KafkaProperties properties) {
        return new ReplaySettings(
                run, mqtt, trusted, kafka, properties, speed, framesInFlight, perSecond, patience, keepTopics);
    }

    /** The same on other brokers, which let everyone in. */
    public ReplaySettings at(URI broker, String servers) {
        return new ReplaySettings(
                run,
                BrokerAccess.anonymous(broker),
                trusted,
                servers,
                KafkaProperties.NONE,
                speed,
                framesInFlight,
                perSecond,
                patience,
                keepTopics);
    }

    /** Where the live topics are, for a {@link Recorder}. */
    public KafkaSettings liveKafka() {
        return kafkaSettings(EventTopics.LIVE);
    }

    /** The replay's gateway in topics and statuses. */
    String gateway() {
        return "replay-" + run;
    }

    KafkaSettings kafkaSettings() {
        return kafkaSettings(EventTopics.ofReplay(run));
    }

    private KafkaSettings kafkaSettings(EventTopics topics) {
        return new KafkaSettings(
                kafka,
                kafkaProperties,
                "hyps-" + gateway(),
                topics,
                1,
                LARGEST_IMAGE_BYTES + KafkaSettings.HEADROOM_BYTES,
                new FeedLimits(framesInFlight, 2 * framesInFlight, HELD_BYTES));
    }
}
