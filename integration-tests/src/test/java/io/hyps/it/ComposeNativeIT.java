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

/**
 * compose.yaml with compose.native.yaml: four native runners of 128 MiB each, in images without a JVM; with
 * compose.native-planner.yaml the planner too, of 256 MiB, with compose.native-gateway.yaml the gateway, of 512 MiB.
 */
final class ComposeNativeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long MEBIBYTE = 1 << 20;
    private static final Path PROJECT = Installation.locate().root();

    @TempDir
    Path work;

    @Test
    void answersEveryFrameThroughFourNativeRunners() throws Exception {
        assumeBuilt("partition-runner", "hyps-runner");
        answersEveryFrame(List.of("compose.yaml", "compose.native.yaml"));
    }

    @Test
    void answersEveryFrameByThePlanOfANativePlanner() throws Exception {
        assumeBuilt("partition-runner", "hyps-runner");
        assumeBuilt("planner", "hyps-planner");
        answersEveryFrame(List.of("compose.yaml", "compose.native.yaml", "compose.native-planner.yaml"));
    }

    @Test
    void answersEveryFrameThroughANativeGateway() throws Exception {
        assumeBuilt("partition-runner", "hyps-runner");
        assumeBuilt("gateway", "hyps-gateway");
        answersEveryFrame(List.of("compose.yaml", "compose.native.yaml", "compose.native-gateway.yaml"));
    }

    /** Skips the test; if {@code hyps.native.required} names the module that is left to be a failure. */
    private static void assumeBuilt(String module, String executable) {
        if (!List.of(System.getProperty("hyps.native.required", "").split(",")).contains(module)) {
            assumeTrue(
                    Files.isExecutable(
                            PROJECT.resolve(module).resolve("target/native").resolve(executable)),
                    executable + " was not built: ./mvnw -pl " + module + " -am package -Dnative");
        }
    }

    private void answersEveryFrame(List<String> files) throws Exception {
        try (ComposeStack stack = ComposeStack.start(PROJECT, files, Map.of(), List.of());
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
            ComposeStack.DEVICES.forEach(device -> assertNativeAndWell(stack, device, "hyps-runner", 128));
            if (files.contains("compose.native-planner.yaml")) {
                assertNativeAndWell(stack, "planner", "hyps-planner", 256);
            }
            if (files.contains("compose.native-gateway.yaml")) {
                assertNativeAndWell(stack, "gateway", "hyps-gateway", 512);
            }
        }
    }

    private static void assertNativeAndWell(ComposeStack stack, String service, String executable, int mebibytes) {
        InspectContainerResponse part = stack.container(service).getCurrentContainerInfo();
        assertThat(part.getPath() + String.join(" ", part.getArgs())).contains("/opt/hyps/" + executable);
        assertThat(part.getConfig().getUser()).isNotEmpty().isNotIn("0", "root");
        assertThat(part.getHostConfig().getReadonlyRootfs()).isTrue();
        assertThat(part.getHostConfig().getMemory()).isEqualTo(mebibytes * MEBIBYTE);
        assertThat(part.getRestartCount()).as("restarts of " + service).isZero();
        assertThat(part.getState().getOOMKilled()).isFalse();
    }
}
