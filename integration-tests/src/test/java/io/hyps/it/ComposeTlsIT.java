package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.publish.PlannerClient;
import io.hyps.planner.publish.PublishListener;
import io.hyps.planner.publish.Publisher;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.process.TcpPort;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compose.yaml with compose.tls.yaml, on a site made as that file says. */
final class ComposeTlsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path PROJECT = Installation.locate().root();
    private static final String BROKERS_USER = "1883:1883";
    private static final String PARTS_USER = "10001:10001";

    @TempDir
    Path work;

    @Test
    void answersOverTlsWithRolesAndSignedPlans() throws Exception {
        int port = TcpPort.findFree();
        SiteFolder site = site(port);
        try (ComposeStack stack = ComposeStack.start(
                        PROJECT,
                        List.of("compose.yaml", "compose.tls.yaml"),
                        Map.of("HYPS_SITE", site.folder().toString(), ComposeStack.MQTTS_PORT, Integer.toString(port)),
                        List.of("mosquitto"));
                MqttLink operator = connect(site.options("operators/ops", "hyps-it-operator"))) {
            assertThat(publish(operator)).isInstanceOf(PlannerReply.Activated.class);
            assertThat(answers(site, 10)).hasSize(10).containsOnly(InferenceResult.Status.OK);
            assertThat(stack.container("mosquitto").getLogs()).doesNotContain("Error");

            try (MqttLink stranger = MqttLink.open(LinkOptions.of(stack.mqttUrl(), "stranger"))) {
                assertThat(stranger.awaitConnected(Duration.ofSeconds(3))).isFalse();
            }
        }
    }

    /** As the head of compose.tls.yaml tells. */
    private SiteFolder site(int port) throws Exception {
        SiteFolder site = new SiteFolder(work.resolve("site"));
        List<String> command =
                new ArrayList<>(List.of(PROJECT.resolve("mosquitto/site").toString()));
        command.add(site.folder().toString());
        command.addAll(List.of("--host", "localhost", "--host", "mosquitto", "--port", Integer.toString(port)));
        command.addAll(List.of("--planner", "--gateway", "gateway-1", "--sensor", "cam-1", "--operator", "ops"));
        ComposeStack.DEVICES.forEach(device -> command.addAll(List.of("--device", device)));
        SecureSite.run(command);
        hyps("acl", "init", site.folder().toString());
        hyps("keys", "create", site.folder().resolve("keys").toString());
        SecureSite.run(List.of(
                "chown", "-R", BROKERS_USER, site.folder().resolve("broker").toString()));
        for (String part : List.of("planner", "gateways", "devices", "keys")) {
            SecureSite.run(List.of(
                    "chown", "-R", PARTS_USER, site.folder().resolve(part).toString()));
        }
        return site;
    }

    private static MqttLink connect(LinkOptions options) throws Exception {
        MqttLink link = MqttLink.open(options);
        assertThat(link.awaitConnected(PATIENCE)).as(link.lastFailure()).isTrue();
        return link;
    }

    private PlannerReply publish(MqttLink operator) throws Exception {
        Path plan = DemoPlan.write(work.resolve("plan"), 4);
        try (PlannerClient client = PlannerClient.open(operator, "hyps-it-operator")) {
            return Publisher.of(client, new PublishListener() {}, PATIENCE)
                    .publish(
                            PlanFolder.open(plan),
                            Map.of("d0", "edge-1", "d1", "edge-2", "d2", "edge-3", "d3", "edge-4"));
        }
    }

    private static List<InferenceResult.Status> answers(SiteFolder site, int count) throws Exception {
        List<ImageFile> images = ImageFiles.expand(List.of(Installation.locate().demoImages()));
        Map<String, InferenceResult> heard = new ConcurrentHashMap<>();
        SensorListener listener = new SensorListener() {
            @Override
            public void answered(Shot shot, InferenceResult result, Duration latency) {
                heard.put(shot.id(), result);
            }
        };
        try (MqttLink link = connect(site.options("sensors/cam-1", "cam-1"));
                Sensor sensor = Sensor.open(link, new SensorOptions("cam-1", RunningSystem.MODEL, 4, true), listener)) {
            for (ImageFile image : images.subList(0, count)) {
                assertThat(sensor.send(Shot.of(image), PATIENCE)).isTrue();
            }
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
        }
        return heard.values().stream().map(InferenceResult::status).toList();
    }

    private static void hyps(String... arguments) {
        RunningSystem.hyps(arguments).assertDone();
    }
}
