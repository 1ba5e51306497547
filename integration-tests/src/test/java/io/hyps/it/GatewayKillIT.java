package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.kafka.AnswerAudit;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.MqttLink;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gateways are killed (SIGKILL) at their work, two that share it and one that is left alone, and Kafka too: every image is
 * answered, and once. Where all is let in, on Mosquitto if it is installed, and where everything is asked who it is, with a
 * Kafka that is stopped in order.
 */
@ParameterizedClass(name = "secured: {0}")
@ValueSource(booleans = {false, true})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class GatewayKillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SENSOR = "it-gateways";
    private static final String SENSOR_AGAIN = "it-again";

    @Parameter
    boolean secured;

    private final List<String> sent = new ArrayList<>();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private Path work;
    private Optional<SecuredSite> site = Optional.empty();
    private Stack stack;

    /** Unlike what is annotated {@code BeforeAll}, which runs once for both. */
    @BeforeParameterizedClassInvocation
    void start() throws Exception {
        sent.clear();
        work = Files.createTempDirectory("hyps-it-");
        StackOptions options = StackOptions.of(work.resolve("run"))
                .withRunners(1, ByteSize.parse("256MiB"))
                .withGateways(2, List.of());
        Path plan = DemoPlan.write(work.resolve("plan"), 1);
        if (secured) {
            SecuredSite secure = SecuredSite.start(work, List.of(SENSOR, SENSOR_AGAIN));
            started.push(secure);
            site = Optional.of(secure);
            stack = Stack.start(secure.secure(options), (what, detail, took) -> {});
            started.push(stack);
            secure.publish(plan);
        } else {
            BenchBroker broker = BenchBroker.usual(work.resolve("mqtt"));
            started.push(broker);
            stack = Stack.start(options.withMqtt(broker.url()), (what, detail, took) -> {});
            started.push(stack);
            RunningSystem.hyps(
                            "publish", plan.toString(), "--mqtt", broker.url().toString())
                    .assertDone();
        }
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
        site = Optional.empty();
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
        Topic topic = new Topic.SensorAccepted(SENSOR_AGAIN, RunningSystem.MODEL);
        Topic answer = new Topic.SensorResult(SENSOR_AGAIN, RunningSystem.MODEL);
        try (AnyMqttClient client = AnyMqttClient.hearing(linkOf(SENSOR_AGAIN), topic);
                AnyMqttClient answers = AnyMqttClient.hearing(linkOf(SENSOR_AGAIN), answer)) {
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
            assertThat(records().all(FrameTopics.FRAMES, r -> KafkaRecords.attribute(r, "suppliedid")
                            .equals("shot-1")))
                    .hasSize(1);
            sent.add("shot-1");
        }
    }

    private Accepted sendAgain(AnyMqttClient client) throws Exception {
        client.send(Publication.of(
                        new Topic.SensorImage(SENSOR_AGAIN, RunningSystem.MODEL),
                        images().get(0).content())
                .withUserProperties(Map.of("id", "shot-1")));
        return Json.decode("accepted", client.next().payload().array(), Accepted.class);
    }

    @Test
    @Order(3)
    void answersEveryImageOnceThoughKafkaIsKilled() throws Exception {
        send(60, Map.of(20, site.isPresent() ? site.get()::restartKafka : stack::restartKafka));

        assertOneAnswerEach();
    }

    @Test
    @Order(4)
    void answersEveryImageOnceThoughTheOneThatIsLeftIsKilled() throws Exception {
        gateway(1).leave();

        send(100, Map.of(20, gateway(0)::restart, 60, gateway(0)::restart));

        assertOneAnswerEach();
    }

    private MqttLink linkOf(String sensor) throws Exception {
        return site.isPresent() ? site.get().sensor(sensor) : stack.link();
    }

    private KafkaRecords records() throws Exception {
        return site.isPresent()
                ? new KafkaRecords(stack.kafka(), site.get().kafkaProperties())
                : new KafkaRecords(stack.kafka());
    }

    private GatewayPart gateway(int number) {
        return stack.gateways().get(number);
    }

    private List<ImageFile> images() {
        return ImageFiles.expand(List.of(Installation.locate().demoImages()));
    }

    /** @param events by the number of images sent before */
    private void send(int count, Map<Integer, Event> events) throws Exception {
        assertThat(site.isPresent()).isEqualTo(secured);
        List<ImageFile> images = images();
        SensorOptions options = new SensorOptions(SENSOR, RunningSystem.MODEL, 64, true);
        try (Sensor sensor = Sensor.open(linkOf(SENSOR), options, new SensorListener() {})) {
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
        AnswerAudit audit = AnswerAudit.read(records().settings(), PATIENCE);
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
