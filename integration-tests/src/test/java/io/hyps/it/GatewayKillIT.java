package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.kafka.AnswerAudit;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.topic.Topic;
import io.hyps.stack.parts.GatewayPart;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Gateways are killed (SIGKILL) at their work, two that share it and one that is left alone, and Kafka too: every image is
 * answered, and once. On Mosquitto, where it is installed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class GatewayKillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> sent = new ArrayList<>();
    private Path work;
    private BenchBroker broker;
    private Stack stack;

    @BeforeAll
    void start() throws Exception {
        work = Files.createTempDirectory("hyps-it-");
        broker = BenchBroker.usual(work.resolve("mqtt"));
        stack = Stack.start(
                StackOptions.of(work.resolve("run"))
                        .withMqtt(broker.url())
                        .withRunners(1, ByteSize.parse("256MiB"))
                        .withGateways(2, List.of()),
                (what, detail, took) -> {});
        Path plan = DemoPlan.write(work.resolve("plan"), 1);
        RunningSystem.hyps("publish", plan.toString(), "--mqtt", broker.url().toString())
                .assertDone();
    }

    @AfterAll
    void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
        if (broker != null) {
            broker.close();
        }
        TestFiles.delete(work);
    }

    @Test
    @Order(1)
    void answersEveryImageOnceThoughGatewaysThatShareTheWorkAreKilled() throws Exception {
        send(150, Map.of(30, gateway(0)::restart, 60, gateway(1)::restart, 100, gateway(0)::restart));

        assertOneAnswerEach();
    }

    @Test
    @Order(2)
    void knowsAnIdThatItTookBeforeItWasKilled() throws Exception {
        Topic topic = new Topic.SensorAccepted("it-again", RunningSystem.MODEL);
        Topic answer = new Topic.SensorResult("it-again", RunningSystem.MODEL);
        try (AnyMqttClient client = AnyMqttClient.hearing(stack.link(), topic);
                AnyMqttClient answers = AnyMqttClient.hearing(stack.link(), answer)) {
            Accepted first = sendAgain(client);
            answers.next();
            for (GatewayPart gateway : stack.gateways()) {
                gateway.restart();
                stack.awaitGateway(gateway);
            }
            Accepted second = sendAgain(client);

            assertThat(first.duplicate()).isFalse();
            assertThat(second.duplicate()).isTrue();
            assertThat(second.frame()).isEqualTo(first.frame());
            assertThat(new KafkaRecords(stack.kafka())
                            .all(FrameTopics.FRAMES, r -> KafkaRecords.attribute(r, "suppliedid")
                                    .equals("shot-1")))
                    .hasSize(1);
            sent.add("shot-1");
        }
    }

    private Accepted sendAgain(AnyMqttClient client) throws Exception {
        client.send(Publication.of(
                        new Topic.SensorImage("it-again", RunningSystem.MODEL),
                        images().get(0).content())
                .withUserProperties(Map.of("id", "shot-1")));
        return Json.decode("accepted", client.next().payload().array(), Accepted.class);
    }

    @Test
    @Order(3)
    void answersEveryImageOnceThoughKafkaIsKilled() throws Exception {
        send(60, Map.of(20, stack::restartKafka));

        assertOneAnswerEach();
    }

    @Test
    @Order(4)
    void answersEveryImageOnceThoughTheOneThatIsLeftIsKilled() throws Exception {
        gateway(1).leave();

        send(100, Map.of(20, gateway(0)::restart, 60, gateway(0)::restart));

        assertOneAnswerEach();
    }

    private GatewayPart gateway(int number) {
        return stack.gateways().get(number);
    }

    private List<ImageFile> images() {
        return ImageFiles.expand(List.of(Installation.locate().demoImages()));
    }

    /** @param events by the number of images sent before */
    private void send(int count, Map<Integer, Event> events) throws Exception {
        List<ImageFile> images = images();
        SensorOptions options = new SensorOptions("it-gateways", RunningSystem.MODEL, 64, true);
        try (Sensor sensor = Sensor.open(stack.link(), options, new SensorListener() {})) {
            for (int i = 0; i < count; i++) {
                Shot shot = Shot.of(images.get(i % images.size()));
                sent.add(shot.id());
                assertThat(sensor.send(shot, PATIENCE)).isTrue();
                events.getOrDefault(i, () -> {}).happen();
            }
            assertThat(sensor.awaitDone(PATIENCE))
                    .as(sensor.underWay()::toString)
                    .isTrue();
        }
    }

    private void assertOneAnswerEach() throws Exception {
        AnswerAudit audit = AnswerAudit.read(stack.kafka(), PATIENCE);
        assertThat(audit.answers().keySet()).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(audit.answers().values()).containsOnly(1);
        assertThat(audit.errors()).isZero();
        assertThat(audit.results()).isEqualTo(audit.frames());
    }

    /** Something that happens while images are sent. */
    @FunctionalInterface
    private interface Event {
        void happen() throws Exception;
    }
}
