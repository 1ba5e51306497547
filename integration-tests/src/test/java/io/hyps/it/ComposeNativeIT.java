package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
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
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compose.yaml with compose.native.yaml: four native runners of 128 MiB each, in an image without a JVM. */
final class ComposeNativeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long RUNNER_BYTES = 128L << 20;
    private static final Path PROJECT = Installation.locate().root();

    @TempDir
    Path work;

    @Test
    void answersEveryFrameThroughFourNativeRunners() throws Exception {
        if (!Boolean.getBoolean("hyps.native.required")) {
            assumeTrue(
                    Files.isExecutable(PROJECT.resolve("partition-runner/target/native/hyps-runner")),
                    "the native runner was not built: ./mvnw -pl partition-runner -am package -Dnative");
        }
        try (ComposeStack stack = ComposeStack.start(
                        PROJECT, List.of("compose.yaml", "compose.native.yaml"), Map.of(), List.of());
                MqttLink link = MqttLink.open(LinkOptions.of(stack.mqttUrl(), "hyps-it-" + UUID.randomUUID()))) {
            assertThat(link.awaitConnected(PATIENCE)).as(link.lastFailure()).isTrue();
            Path plan = DemoPlan.write(work.resolve("plan"), 4);
            RunningSystem.hyps(
                            "publish",
                            plan.toString(),
                            "--mqtt",
                            stack.mqttUrl().toString())
                    .assertDone();
            List<ImageFile> images =
                    ImageFiles.expand(List.of(Installation.locate().demoImages()));
            Answers answers = new Answers(stack.kafka());
            try (LiveView live = LiveView.open(link);
                    Sensor sensor =
                            Sensor.open(link, new SensorOptions("it-native", RunningSystem.MODEL, 16, true), answers)) {
                for (ImageFile image : images) {
                    answers.send(sensor, image);
                }
                assertThat(sensor.awaitDone(PATIENCE)).isTrue();
                assertThat(ComposeStack.DEVICES).allSatisfy(device -> assertThat(live.device(device))
                        .map(DeviceStatus::partitions)
                        .hasValueSatisfying(held -> assertThat(held).hasSize(1)));
            }
            answers.assertOneGoodAnswerEach(images.size());
            ComposeStack.DEVICES.forEach(device -> assertNativeAndWell(stack, device));
        }
    }

    private static void assertNativeAndWell(ComposeStack stack, String device) {
        InspectContainerResponse runner = stack.container(device).getCurrentContainerInfo();
        assertThat(runner.getPath() + String.join(" ", runner.getArgs())).contains("/opt/hyps/hyps-runner");
        assertThat(runner.getConfig().getUser()).isNotEmpty().isNotIn("0", "root");
        assertThat(runner.getHostConfig().getReadonlyRootfs()).isTrue();
        assertThat(runner.getHostConfig().getMemory()).isEqualTo(RUNNER_BYTES);
        assertThat(runner.getRestartCount()).as("restarts of " + device).isZero();
        assertThat(runner.getState().getOOMKilled()).isFalse();
    }
}
