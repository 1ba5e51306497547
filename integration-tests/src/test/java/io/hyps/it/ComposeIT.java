package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import io.hyps.protocol.Required;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.topic.Topic;
import io.hyps.stack.live.LiveView;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** compose.yaml as it is: each part in a container, four runners as devices of 192 MiB each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ComposeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long RUNNER_BYTES = 192L << 20;

    private final Installation installation = Installation.locate();
    private @Nullable ComposeStack stack;
    private @Nullable MqttLink link;

    @BeforeAll
    void start(@TempDir Path work) throws Exception {
        ComposeStack started = ComposeStack.start(installation.root());
        stack = started;
        MqttLink opened = MqttLink.open(LinkOptions.of(started.mqttUrl(), "hyps-it-" + UUID.randomUUID()));
        link = opened;
        assertThat(opened.awaitConnected(PATIENCE)).as(opened.lastFailure()).isTrue();
        hyps(
                "plan",
                installation.demoModel().toString(),
                "--device-count",
                "4",
                "--device-memory",
                "64MiB",
                "--losses",
                "--out",
                work.resolve("plan").toString());
        hyps(
                "publish",
                work.resolve("plan").toString(),
                "--mqtt",
                started.mqttUrl().toString());
    }

    @AfterAll
    void stop() {
        if (link != null) {
            link.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void answersEveryFrameThroughFourSmallRunners() throws Exception {
        List<ImageFile> images = images();
        Answers answers = new Answers(stack().kafka());
        try (LiveView live = LiveView.open(link());
                Sensor sensor = sensor("it-compose", answers)) {
            for (ImageFile image : images) {
                answers.send(sensor, image);
            }
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
            assertThat(ComposeStack.DEVICES).allSatisfy(device -> assertThat(live.device(device))
                    .hasValueSatisfying(
                            status -> assertThat(status.partitions()).as(device).hasSize(1)));
        }
        answers.assertOneGoodAnswerEach(images.size());
        for (String device : ComposeStack.DEVICES) {
            InspectContainerResponse runner = stack().container(device).getCurrentContainerInfo();
            assertThat(runner.getHostConfig().getMemory()).isEqualTo(RUNNER_BYTES);
            assertThat(runner.getRestartCount()).as("restarts of " + device).isZero();
            assertThat(runner.getState().getOOMKilled()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("parts")
    @Order(2)
    void givesAPartNoMoreRightsThanItNeeds(String part) {
        InspectContainerResponse container = stack().container(part).getCurrentContainerInfo();
        assertThat(container.getConfig().getUser()).isNotEmpty().isNotIn("0", "root");
        assertThat(container.getHostConfig().getReadonlyRootfs()).isTrue();
        assertThat(container.getHostConfig().getCapDrop()).containsExactly(Capability.ALL);
        assertThat(container.getHostConfig().getSecurityOpts()).contains("no-new-privileges:true");
    }

    static Stream<String> parts() {
        return Stream.concat(Stream.of("mosquitto", "planner", "gateway"), ComposeStack.DEVICES.stream());
    }

    @Test
    @Order(3)
    void hasEveryMetricThatTheDashboardAndTheAlertsAskFor() throws Exception {
        try (AnyMqttClient client =
                AnyMqttClient.hearing(link(), new Topic.SensorResult("it-metrics", RunningSystem.MODEL))) {
            client.send(new Topic.SensorImage("it-metrics", RunningSystem.MODEL), new byte[] {1, 2, 3});
            assertThat(client.nextResult().status()).isEqualTo(InferenceResult.Status.ERROR);
        }
        Path ops = installation.root().resolve("ops");
        Set<String> asked = new TreeSet<>();
        for (String file : List.of("grafana/hyps.json", "prometheus/alerts.yaml")) {
            asked.addAll(metrics(Files.readString(ops.resolve(file))));
        }
        Set<String> there = new TreeSet<>();
        there.addAll(metrics(stack().get("gateway", 8080, "/q/metrics")));
        there.addAll(metrics(stack().get("planner", 8082, "/q/metrics")));
        there.addAll(metrics(stack().get("edge-1", 8081, "/q/metrics")));

        assertThat(asked).hasSizeGreaterThan(20).isSubsetOf(there);
    }

    private static Set<String> metrics(String text) {
        return Pattern.compile("hyps_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    @Test
    @Order(4)
    void goesOnAnsweringWhenADeviceIsKilled() throws Exception {
        List<ImageFile> images = images();
        Answers answers = new Answers(stack().kafka());
        try (LiveView live = LiveView.open(link());
                Sensor sensor = sensor("it-compose-kill", answers)) {
            for (int i = 0; i < images.size(); i++) {
                answers.send(sensor, images.get(i));
                if (i == 20) {
                    stack().kill("edge-3");
                }
            }
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
            assertThat(live.device("edge-3"))
                    .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(DeviceStatus.State.OFFLINE));
        }
        answers.assertOneGoodAnswerEach(images.size());
    }

    private List<ImageFile> images() throws Exception {
        List<ImageFile> images = ImageFiles.expand(List.of(installation.demoImages()));
        assertThat(images).hasSize(100);
        return images;
    }

    private Sensor sensor(String id, Answers answers) throws Exception {
        return Sensor.open(link(), new SensorOptions(id, RunningSystem.MODEL, 16, true), answers);
    }

    private ComposeStack stack() {
        return Required.field("stack", stack);
    }

    private MqttLink link() {
        return Required.field("link", link);
    }

    private static void hyps(String... arguments) {
        RunningSystem.hyps(arguments).assertDone();
    }
}
