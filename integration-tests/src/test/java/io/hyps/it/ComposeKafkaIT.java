package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Required;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compose.yaml with kafka3.env: each record is on three brokers, and one of them may be away. */
final class ComposeKafkaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path PROJECT = Installation.locate().root();

    @TempDir
    Path work;

    @Test
    void goesOnWithTwoOfThreeKafkaBrokers() throws Exception {
        try (ComposeStack stack = ComposeStack.start(
                        PROJECT, List.of("compose.yaml"), settings(), List.of("kafka", "kafka-2", "kafka-3"));
                MqttLink link = MqttLink.open(LinkOptions.of(stack.mqttUrl(), "hyps-it-" + UUID.randomUUID()))) {
            assertThat(link.awaitConnected(PATIENCE)).as(link.lastFailure()).isTrue();
            publish(stack);
            List<ImageFile> images =
                    ImageFiles.expand(List.of(Installation.locate().demoImages()));
            Answers answers = new Answers(stack.kafkas());
            try (Sensor sensor =
                    Sensor.open(link, new SensorOptions("it-kafka3", RunningSystem.MODEL, 8, true), answers)) {
                for (ImageFile image : images.subList(0, 20)) {
                    answers.send(sensor, image);
                }
                assertThat(sensor.awaitDone(PATIENCE)).isTrue();
                assertThat(replicas(stack.kafkas())).containsOnly(3);

                stack.kill("kafka-2");

                for (ImageFile image : images.subList(20, 40)) {
                    answers.send(sensor, image);
                }
                assertThat(sensor.awaitDone(PATIENCE)).isTrue();
            }
            answers.assertOneGoodAnswerEachBesideDuplicates(40);
        }
    }

    private static Map<String, String> settings() throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String line : Files.readAllLines(PROJECT.resolve("kafka3.env"))) {
            if (!line.startsWith("#")) {
                String[] parts = line.split("=", 2);
                settings.put(parts[0], parts[1]);
            }
        }
        return settings;
    }

    private static List<Integer> replicas(String kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            TopicDescription frames = Required.field(
                    FrameTopics.FRAMES,
                    admin.describeTopics(List.of(FrameTopics.FRAMES))
                            .allTopicNames()
                            .get(30, TimeUnit.SECONDS)
                            .get(FrameTopics.FRAMES));
            return frames.partitions().stream().map(p -> p.replicas().size()).toList();
        }
    }

    private void publish(ComposeStack stack) {
        String plan = work.resolve("plan").toString();
        hyps(
                "plan",
                Installation.locate().demoModel().toString(),
                "--device-count",
                "2",
                "--device-memory",
                "64MiB",
                "--costs",
                "estimated",
                "--out",
                plan);
        hyps("publish", plan, "--mqtt", stack.mqttUrl().toString());
    }

    private static void hyps(String... arguments) {
        RunningSystem.Ran ran = RunningSystem.hyps(arguments);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
    }
}
