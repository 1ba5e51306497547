package io.hyps.stack.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SensorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Shot SHOT = new Shot("shot-1", "boot.png", "image/png", Payload.ofText("pixels"));

    private final InMemoryBroker broker = new InMemoryBroker();
    private final MqttLink sensorLink = broker.connect("sensor");
    private final MqttLink gateway = broker.connect("gateway");
    private final AtomicLong nanos = new AtomicLong();
    private final List<MqttMessage> images = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        gateway.subscribe(Topic.SensorImage.ALL_FILTER, delivery -> {
            images.add(delivery.message());
            delivery.acknowledge();
        });
    }

    @AfterEach
    void stop() {
        sensorLink.close();
        gateway.close();
        broker.close();
    }

    @Test
    void sendsTheImageWithItsIdTimeAndType() throws Exception {
        try (Sensor sensor = sensor(4, true)) {
            sensor.send(SHOT, PATIENCE);
            await().atMost(PATIENCE).until(() -> images.size() == 1);
        }

        MqttMessage image = images.get(0);
        assertThat(image.topic()).isEqualTo("hyps/v1/sensors/cam-1/fashion/image");
        assertThat(image.payload()).isEqualTo(SHOT.image());
        assertThat(image.contentType()).contains("image/png");
        assertThat(image.userProperties()).containsEntry("id", "shot-1").containsEntry("time", "2026-11-23T08:00:00Z");
    }

    @Test
    void sendsAgainUnderTheSameIdUntilAccepted() throws Exception {
        try (Sensor sensor = sensor(4, false)) {
            sensor.send(SHOT, PATIENCE);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
            await().atMost(PATIENCE).until(() -> images.size() == 2);
            assertThat(images).allSatisfy(i -> assertThat(i.userProperties()).containsEntry("id", "shot-1"));

            accept("shot-1");
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
            assertThat(heard).containsExactly("accepted boot.png");
            assertThat(sensor.underWay()).isEmpty();
        }
    }

    @Test
    void doesNotSendAgainWhatIsAccepted() throws Exception {
        Shot second = new Shot("shot-2", "bag.png", "image/png", Payload.ofText("other"));
        try (Sensor sensor = sensor(4, true)) {
            sensor.send(SHOT, PATIENCE);
            accept("shot-1");
            await().atMost(PATIENCE).until(() -> heard.contains("accepted boot.png"));
            sensor.send(second, PATIENCE);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
            await().atMost(PATIENCE).until(() -> images.size() == 3);
        }

        assertThat(images).extracting(i -> i.userProperties().get("id")).containsExactly("shot-1", "shot-2", "shot-2");
    }

    @Test
    void hearsEachAnswerOnceEvenIfItComesBeforeTheAcceptance() throws Exception {
        try (Sensor sensor = sensor(4, true)) {
            sensor.send(SHOT, PATIENCE);
            answer("shot-1");
            answer("shot-1");
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
            broker.awaitDeliveries();
        }

        assertThat(heard).containsExactly("answered boot.png error");
    }

    @Test
    void waitsWhileTheWindowIsFull() throws Exception {
        Shot second = new Shot("shot-2", "bag.png", "image/png", Payload.ofText("other"));
        try (Sensor sensor = sensor(1, true)) {
            assertThat(sensor.send(SHOT, PATIENCE)).isTrue();
            assertThat(sensor.send(second, Duration.ofMillis(20))).isFalse();
            answer("shot-1");
            assertThat(sensor.send(second, PATIENCE)).isTrue();
            assertThat(sensor.unaccepted()).containsExactly(second);
        }
    }

    @Test
    void passesOverMessagesThatAreNoAnswers() throws Exception {
        try (Sensor sensor = sensor(4, true)) {
            sensor.send(SHOT, PATIENCE);
            publish(new Topic.SensorResult("cam-1", "fashion"), Payload.ofText("{"));
            answer("shot-1");
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
        }
    }

    private Sensor sensor(int window, boolean awaitAnswers) throws Exception {
        SensorListener listener = new SensorListener() {
            @Override
            public void accepted(Shot shot) {
                heard.add("accepted " + shot.name());
            }

            @Override
            public void answered(Shot shot, InferenceResult result, Duration latency) {
                heard.add("answered " + shot.name() + " "
                        + (result.status() == InferenceResult.Status.ERROR ? "error" : "ok"));
            }
        };
        SensorOptions options = new SensorOptions("cam-1", "fashion", window, awaitAnswers);
        return Sensor.open(sensorLink, options, listener, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
    }

    private void accept(String id) throws Exception {
        Accepted accepted = new Accepted(FrameId.create(), id, "cam-1", "fashion", NOW.toString(), false);
        publish(new Topic.SensorAccepted("cam-1", "fashion"), Payload.of(Json.encode(accepted)));
    }

    private void answer(String id) throws Exception {
        InferenceResult result = new InferenceResult(
                InferenceResult.Status.ERROR,
                null,
                id,
                "cam-1",
                "fashion",
                null,
                null,
                NOW.toString(),
                NOW.toString(),
                null,
                null,
                null,
                new InferenceResult.FrameError(ErrorCode.EMPTY_IMAGE, "the image is empty"));
        publish(new Topic.SensorResult("cam-1", "fashion"), Payload.of(Json.encode(result)));
    }

    private void publish(Topic topic, Payload payload) throws Exception {
        gateway.publish(Publication.of(topic, payload)).get(10, TimeUnit.SECONDS);
    }
}
