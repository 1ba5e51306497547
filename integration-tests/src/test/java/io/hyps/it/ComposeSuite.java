package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.topic.Topic;
import io.hyps.stack.live.LiveView;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.Sensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stack of compose.yaml has to do however it is secured; the last test takes a device away. */
interface ComposeSuite {
    Duration PATIENCE = Duration.ofSeconds(90);
    long RUNNER_BYTES = 192L << 20;

    ComposedSystem system();

    @Test
    @Order(1)
    default void answersEveryFrameThroughFourSmallRunners() throws Exception {
        List<ImageFile> images = ComposedSystem.images();
        Answers answers = system().answers();
        try (LiveView live = LiveView.open(system().link());
                Sensor sensor = system().sensor("it-compose", answers)) {
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
            InspectContainerResponse runner = system().stack().container(device).getCurrentContainerInfo();
            assertThat(runner.getHostConfig().getMemory()).isEqualTo(RUNNER_BYTES);
            assertThat(runner.getRestartCount()).as("restarts of " + device).isZero();
            assertThat(runner.getState().getOOMKilled()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mosquitto", "planner", "gateway", "edge-1", "edge-2", "edge-3", "edge-4"})
    @Order(2)
    default void givesAPartNoMoreRightsThanItNeeds(String part) {
        InspectContainerResponse container = system().stack().container(part).getCurrentContainerInfo();
        assertThat(container.getConfig().getUser()).isNotEmpty().isNotIn("0", "root");
        assertThat(container.getHostConfig().getReadonlyRootfs()).isTrue();
        assertThat(container.getHostConfig().getCapDrop()).containsExactly(Capability.ALL);
        assertThat(container.getHostConfig().getSecurityOpts()).contains("no-new-privileges:true");
    }

    @Test
    @Order(3)
    default void hasEveryMetricThatTheDashboardAndTheAlertsAskFor() throws Exception {
        try (AnyMqttClient client = AnyMqttClient.hearing(
                system().sensorLink("it-metrics"), new Topic.SensorResult("it-metrics", RunningSystem.MODEL))) {
            client.send(new Topic.SensorImage("it-metrics", RunningSystem.MODEL), new byte[] {1, 2, 3});
            assertThat(client.nextResult().status()).isEqualTo(InferenceResult.Status.ERROR);
        }
        Path ops = Installation.locate().root().resolve("ops");
        Set<String> asked = new TreeSet<>();
        for (String file : List.of("grafana/hyps.json", "prometheus/alerts.yaml")) {
            asked.addAll(metrics(Files.readString(ops.resolve(file))));
        }
        ComposeStack stack = system().stack();
        Set<String> there = new TreeSet<>();
        there.addAll(metrics(stack.get("gateway", 8080, "/q/metrics")));
        there.addAll(metrics(stack.get("planner", 8082, "/q/metrics")));
        there.addAll(metrics(stack.get("edge-1", 8081, "/q/metrics")));

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
    @Order(Integer.MAX_VALUE)
    default void goesOnAnsweringWhenADeviceIsKilled() throws Exception {
        List<ImageFile> images = ComposedSystem.images();
        Answers answers = system().answers();
        try (LiveView live = LiveView.open(system().link());
                Sensor sensor = system().sensor("it-compose-kill", answers)) {
            for (int i = 0; i < images.size(); i++) {
                answers.send(sensor, images.get(i));
                if (i == 20) {
                    system().stack().kill("edge-3");
                }
            }
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
            assertThat(live.device("edge-3"))
                    .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(DeviceStatus.State.OFFLINE));
        }
        answers.assertOneGoodAnswerEach(images.size());
    }
}
