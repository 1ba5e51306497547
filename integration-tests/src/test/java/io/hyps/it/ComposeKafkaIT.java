package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compose.yaml with kafka3.env: each record is on three brokers, and one of them may be away. */
final class ComposeKafkaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> TOPICS =
            List.of(FrameTopics.FRAMES, FrameTopics.RESULTS, "__consumer_offsets", "__transaction_state");
    private static final Path PROJECT = Installation.locate().root();

    @TempDir
    Path work;

    @Test
    void goesOnWithTwoOfThreeKafkaBrokers() throws Exception {
        try (ComposeStack stack = ComposeStack.start(
                        PROJECT, List.of("compose.yaml"), settings(), List.of("kafka", "kafka-2", "kafka-3"));
                MqttLink link = MqttLink.open(LinkOptions.of(stack.mqttUrl(), "hyps-it-" + UUID.randomUUID()))) {
            assertThat(link.awaitConnected(PATIENCE)).as(link.lastFailure()).isTrue();
            Path plan = DemoPlan.write(work.resolve("plan"), 2);
            RunningSystem.hyps(
                            "publish",
                            plan.toString(),
                            "--mqtt",
                            stack.mqttUrl().toString())
                    .assertDone();
            List<ImageFile> images =
                    ImageFiles.expand(List.of(Installation.locate().demoImages()));
            Answers answers = new Answers(stack.kafkas());
            try (Sensor sensor =
                    Sensor.open(link, new SensorOptions("it-kafka3", RunningSystem.MODEL, 8, true), answers)) {
                for (ImageFile image : images.subList(0, 20)) {
                    answers.send(sensor, image);
                }
                assertThat(sensor.awaitDone(PATIENCE)).isTrue();
                assertKeptByThreeOfWhichOneMayBeAway(stack.kafkas());

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

    private static void assertKeptByThreeOfWhichOneMayBeAway(String kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            Map<String, TopicDescription> topics =
                    admin.describeTopics(TOPICS).allTopicNames().get(30, TimeUnit.SECONDS);
            assertThat(topics.values()).allSatisfy(topic -> assertThat(topic.partitions())
                    .as(topic.name())
                    .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3)));
            List<ConfigResource> resources = TOPICS.stream()
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            Map<ConfigResource, Config> settings =
                    admin.describeConfigs(resources).all().get(30, TimeUnit.SECONDS);
            assertThat(settings).allSatisfy((topic, config) -> assertThat(
                            config.get("min.insync.replicas").value())
                    .as(topic.name())
                    .isEqualTo("2"));
        }
    }
}
