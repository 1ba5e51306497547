package io.hyps.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Payload;
import io.hyps.protocol.Required;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.topic.Topic;
import io.hyps.stack.brokers.MqttBroker;
import io.hyps.stack.process.TcpPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LightFleetTest {
    private static final byte[] IMAGE = new byte[10_000];
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Queue<MqttMessage> received = new ConcurrentLinkedQueue<>();
    private final ExecutorService answers = Executors.newSingleThreadExecutor();

    @Test
    void sendsEachImageUnderAnIdOfItsOwnAndHearsThatItIsAccepted(@TempDir Path directory) throws Exception {
        try (MqttBroker broker = MqttBroker.start(TcpPort.findFree(), directory);
                MqttLink gateway = MqttLink.open(LinkOptions.of(broker.url(), "gateway"));
                LightFleet fleet = LightFleet.open(broker.url(), "fashion", 3, 4, IMAGE)) {
            gateway.subscribe(Topic.SensorImage.ALL_FILTER, delivery -> accept(gateway, delivery))
                    .granted()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            fleet.start(100);
            fleet.awaitAccepted(100, PATIENCE);

            assertThat(fleet.accepted()).isEqualTo(100);
        } finally {
            answers.shutdownNow();
        }
        assertThat(received).hasSize(100).allSatisfy(message -> {
            assertThat(message.payload()).isEqualTo(Payload.of(IMAGE));
            assertThat(message.contentType()).contains("image/png");
        });
        assertThat(received.stream().map(message -> message.userProperties().get("id")))
                .doesNotHaveDuplicates();
        assertThat(received.stream().map(MqttMessage::topic).distinct()).hasSize(3);
    }

    @Test
    void givesUpWhenNothingIsAccepted(@TempDir Path directory) throws Exception {
        try (MqttBroker broker = MqttBroker.start(TcpPort.findFree(), directory);
                LightFleet fleet = LightFleet.open(broker.url(), "fashion", 1, 4, IMAGE)) {
            fleet.start(10);

            assertThatThrownBy(() -> fleet.awaitAccepted(10, Duration.ofMillis(200)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("ingest stopped at 0 of 10 images");
        }
    }

    @Test
    void endsAtOnceWhenTheBrokerRefusesAnImage() throws Exception {
        byte[] notAuthorized = {0x40, 3, 0, 1, (byte) 0x87};

        assertFailsWith(notAuthorized, "the broker refuses an image: reason 0x87");
    }

    @Test
    void endsAtOnceWithWhateverStopsItsThread() throws Exception {
        byte[] publicationWithoutATopic = {0x32, 0};

        assertFailsWith(publicationWithoutATopic, "the sensors failed: java.lang.IndexOutOfBoundsException");
    }

    private static void assertFailsWith(byte[] answer, String message) throws Exception {
        try (FakeBroker broker = FakeBroker.start(answer);
                LightFleet fleet = LightFleet.open(broker.url(), "fashion", 1, 4, IMAGE)) {
            fleet.start(10);

            assertThatThrownBy(() -> fleet.awaitAccepted(10, PATIENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(message);
        }
    }

    @Test
    void refusesMoreImagesUnderWayThanFitAnArray(@TempDir Path directory) throws Exception {
        try (MqttBroker broker = MqttBroker.start(TcpPort.findFree(), directory)) {
            assertThatThrownBy(() -> LightFleet.open(broker.url(), "fashion", 1, 1 << 20, IMAGE))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("1048576 images of 10000 bytes are more than a sensor can have under way");
        }
    }

    private void accept(MqttLink gateway, Delivery delivery) {
        MqttMessage message = delivery.message();
        received.add(message);
        Topic.SensorImage topic = Topic.SensorImage.parse(message.topic()).orElseThrow();
        Accepted accepted = new Accepted(
                FrameId.create(),
                Required.field("id", message.userProperties().get("id")),
                topic.sensor(),
                topic.model(),
                "2026-11-23T08:00:00Z",
                false);
        Publication publication = Publication.of(
                new Topic.SensorAccepted(topic.sensor(), topic.model()), Payload.of(Json.encode(accepted)));
        answers.execute(() -> publish(gateway, publication));
        delivery.acknowledge();
    }

    private static void publish(MqttLink gateway, Publication publication) {
        try {
            var unused = gateway.publish(publication);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
