package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hyps.planner.publish.PlannerClient;
import io.hyps.planner.publish.PublishListener;
import io.hyps.planner.publish.Publisher;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.LinkException;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.protocol.topic.Topic;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.parts.StackSecurity;
import io.hyps.stack.process.TcpPort;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorListener;
import io.hyps.stack.sensor.SensorOptions;
import io.hyps.stack.sensor.Shot;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole system on a real Mosquitto over TLS, with roles and signed plans: it works, and a device whose credentials were
 * stolen can do nothing but its own part.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SecurityIT {
    private static final String MODEL = RunningSystem.MODEL;
    private static final String DEVICE = "devices/edge-1";
    private static final String CLIENT = "hyps-runner-edge-1";
    private static final String INFER_TOKEN = "infer-only-for-this-test-0123456789";
    private static final String READ_TOKEN = "read-only-for-this-test-0123456789";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path work;

    private final int httpsPort = TcpPort.findFree();
    private SecureSite site;
    private Stack stack;
    private MqttLink operator;
    private @Nullable MqttLink stolen;
    private Epoch epoch;
    private Plan plan;

    @BeforeAll
    void start() throws Exception {
        site = SecureSite.start(
                work,
                "--planner",
                "--gateway",
                Stack.GATEWAY,
                "--device",
                "edge-1",
                "--device",
                "edge-2",
                "--device",
                "edge-3",
                "--sensor",
                "cam-1",
                "--operator",
                "ops");
        Map<String, Map<String, String>> parts = new HashMap<>();
        parts.put(
                "planner",
                with(
                        site.environment("planner/planner"),
                        Map.of(
                                "HYPS_PLANNER_SIGNING_KEY",
                                site.keys().privateFile().toString(),
                                "HYPS_PLANNER_BROKER_ROLES",
                                "true")));
        Map<String, String> trust =
                Map.of("HYPS_PLANS_TRUSTED_KEYS", site.keys().publicFile().toString());
        parts.put("gateway", with(site.environment("gateways/" + Stack.GATEWAY), with(trust, httpSettings())));
        for (String device : List.of("edge-1", "edge-2")) {
            parts.put("runner " + device, with(site.environment("devices/" + device), trust));
        }
        stack = Stack.start(
                StackOptions.of(work.resolve("run"))
                        .withRunners(2, ByteSize.parse("256MiB"))
                        .withMqtt(site.url())
                        .withSecurity(new StackSecurity(site.environment("operators/ops"), parts)),
                (what, detail, took) -> {});
        operator = site.connect("operators/ops", "hyps-it-operator");
        Path folder = DemoPlan.write(work.resolve("plan"), 2);
        plan = PlanFolder.open(folder).plan();
        PlannerReply reply = publish(folder);
        assertThat(reply).isInstanceOf(PlannerReply.Activated.class);
        epoch = ((PlannerReply.Activated) reply).epoch();
    }

    @AfterAll
    void stop() throws Exception {
        if (stolen != null) {
            stolen.close();
        }
        if (operator != null) {
            operator.close();
        }
        if (stack != null) {
            stack.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Order(1)
    void answersImages() throws Exception {
        List<ImageFile> images = ImageFiles.expand(List.of(stackImages())).subList(0, 10);
        Map<String, InferenceResult> heard = new ConcurrentHashMap<>();
        SensorListener listener = new SensorListener() {
            @Override
            public void answered(Shot shot, InferenceResult result, Duration latency) {
                heard.put(shot.id(), result);
            }
        };
        try (MqttLink link = site.connect("sensors/cam-1", "cam-1");
                Sensor sensor = Sensor.open(link, new SensorOptions("cam-1", MODEL, 4, true), listener)) {
            for (ImageFile image : images) {
                assertThat(sensor.send(Shot.of(image), PATIENCE)).isTrue();
            }
            assertThat(sensor.awaitDone(PATIENCE)).isTrue();
        }
        assertThat(heard.values()).hasSize(10).allMatch(result -> result.status() == InferenceResult.Status.OK);
    }

    /** As docs/security.md tells: TLS by Quarkus' own settings, tokens in a file. */
    private Map<String, String> httpSettings() throws Exception {
        Path tokens = Files.writeString(
                work.resolve("tokens"),
                "app infer " + INFER_TOKEN + System.lineSeparator() + "panel read " + READ_TOKEN);
        Path broker = site.folder().resolve("broker");
        return Map.of(
                "HYPS_GATEWAY_REST_TOKENS_FILE",
                tokens.toString(),
                "HYPS_GATEWAY_REST_RATE_REQUESTS",
                "20",
                "HYPS_GATEWAY_REST_RATE_PERIOD",
                "10m",
                "QUARKUS_HTTP_SSL_PORT",
                Integer.toString(httpsPort),
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES",
                broker.resolve("server.crt").toString(),
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES",
                broker.resolve("server.key").toString());
    }

    @Test
    @Order(1)
    void asksForATokenOverHttps() throws Exception {
        HttpCalls https = HttpCalls.trusting(
                URI.create("https://localhost:" + httpsPort), site.folder().resolve("ca.crt"));
        byte[] image = Files.readAllBytes(
                ImageFiles.expand(List.of(stackImages())).get(0).path());
        String images = "/v1/models/" + MODEL + "/images";

        assertThat(https.get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(https.post(images, image).statusCode()).isEqualTo(401);
        assertThat(https.post(images, image, "Authorization", "Bearer " + READ_TOKEN)
                        .statusCode())
                .isEqualTo(403);
        assertThat(https.post(images, image, "Authorization", "Bearer " + INFER_TOKEN)
                        .statusCode())
                .isEqualTo(200);
        assertThat(https.get("/q/metrics").statusCode()).isEqualTo(401);
        assertThat(new String(
                        https.get("/q/metrics", "Authorization", "Bearer " + READ_TOKEN)
                                .body(),
                        StandardCharsets.UTF_8))
                .contains(
                        "hyps_gateway_rest_requests_seconds_count{method=\"POST\",route=\"/v1/models/{model}/images\"");
    }

    @Test
    @Order(3)
    void letsNobodyComeTooOften() throws Exception {
        HttpCalls http = new HttpCalls(stack.gatewayUrl());
        int status = 0;
        for (int i = 0; i < 30 && status != 429; i++) {
            status = http.get("/v2", "Authorization", "Bearer " + READ_TOKEN).statusCode();
        }

        assertThat(status).isEqualTo(429);
        assertThat(http.get("/v2", "Authorization", "Bearer " + INFER_TOKEN).statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(1)
    void showsNoPasswordInProcessListOrLogs() throws Exception {
        String secrets = String.join(
                "|",
                password("planner/planner"),
                password("gateways/" + Stack.GATEWAY),
                password(DEVICE),
                password("operators/ops"),
                INFER_TOKEN,
                READ_TOKEN);
        for (var process : stack.processes()) {
            String arguments = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            assertThat(arguments).doesNotContainPattern(secrets);
        }
        try (Stream<Path> logs = Files.list(stack.runDirectory())) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(log)).doesNotContainPattern(secrets);
            }
        }
    }

    @Test
    @Order(1)
    void replacesThePlanAndTakesTheOldRolesBack() throws Exception {
        Epoch before = epoch;
        PlannerReply reply = publish(work.resolve("plan"));
        assertThat(reply).isInstanceOf(PlannerReply.Activated.class);
        epoch = ((PlannerReply.Activated) reply).epoch();
        String old = new Topic.Tensor(MODEL, before, plan.inputs().get(0), 0).toString();
        String oldPattern = old.substring(0, old.length() - 1) + "+";
        Path roles = site.folder().resolve("broker/dynamic-security.json");

        String newPattern = oldPattern.replace(before.toString(), epoch.toString());
        await().atMost(PATIENCE).until(() -> {
            String now = Files.readString(roles); // empty while the broker writes it
            return now.contains(newPattern) && !now.contains(oldPattern);
        });
    }

    @ParameterizedTest
    @MethodSource("subscriptions")
    @Order(2)
    void doesNotLetAStolenDeviceHear(String filter) throws Exception {
        MqttLink.Subscription subscription = thief().subscribe(filter.replace("EPOCH", epoch.toString()), delivery -> {
            delivery.acknowledge();
        });

        assertThatThrownBy(() -> subscription.granted().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("0x87");
        subscription.close();
    }

    static Stream<String> subscriptions() {
        return Stream.of(
                "#",
                "+/#",
                "hyps/#",
                "hyps/v1/+/+/status",
                "hyps/v1/models/#",
                "hyps/v1/devices/#",
                "$SYS/#",
                "$SYS/broker/uptime",
                "$CONTROL/#",
                "$CONTROL/dynamic-security/v1/response",
                // what another device waits for, and all that anyone does
                "hyps/v1/models/fashion/EPOCH/tensors/logits/0",
                "hyps/v1/models/fashion/EPOCH/tensors/+/+",
                "hyps/v1/models/+/+/tensors/+/+",
                // its own input, but of a plan that is not in force
                "hyps/v1/models/fashion/9-9/tensors/input/0",
                "hyps/v1/models/other/EPOCH/tensors/input/0",
                "$share/thieves/#",
                "$share/thieves/hyps/v1/sensors/+/+/image",
                "$share/hyps-gateway/hyps/v1/sensors/+/+/image",
                "$share/thieves/hyps/v1/devices/edge-2/slices/chunks",
                "hyps/v1/devices/edge-2/status",
                "hyps/v1/devices/edge-2/slices/chunks",
                "hyps/v1/devices/edge-2/slices/request",
                "hyps/v1/devices/+/slices/chunks",
                "hyps/v1/gateways/local/outputs/+",
                "hyps/v1/gateways/local/status",
                "hyps/v1/planner/requests",
                "hyps/v1/planner/replies/+",
                "hyps/v1/sensors/cam-1/fashion/image",
                "hyps/v1/sensors/+/+/result",
                "hyps/v1/clients/hyps-planner/holder");
    }

    @ParameterizedTest
    @MethodSource("publications")
    @Order(2)
    void doesNotLetAStolenDeviceSay(String topic, String text) throws Exception {
        assertRefused(publication(topic, text));
    }

    @ParameterizedTest
    @MethodSource("lastingPublications")
    @Order(2)
    void doesNotLetAStolenDeviceLeaveWordOrAsk(String topic, String text) throws Exception {
        Publication publication = publication(topic, text);

        assertRefused(publication.asRetained());
        // with an answer wanted where the thief could listen
        assertRefused(publication.replyingTo("hyps/v1/devices/edge-1/slices/chunks", Payload.ofText("1")));
    }

    private Publication publication(String topic, String text) {
        return Publication.of(topic.replace("EPOCH", epoch.toString()), Payload.ofText(text));
    }

    private void assertRefused(Publication publication) throws Exception {
        PublishOutcome outcome = thief().publish(publication).get(10, TimeUnit.SECONDS);

        assertThat(outcome)
                .isInstanceOfSatisfying(PublishOutcome.Refused.class, refused -> assertThat(refused.reasonCode())
                        .isEqualTo(0x87));
    }

    /** Plans, what is in force, and another device's status. */
    static Stream<Arguments> lastingPublications() {
        return publications().limit(5);
    }

    static Stream<Arguments> publications() {
        return Stream.of(
                        "hyps/v1/models/fashion/plans/EPOCH|{}",
                        "hyps/v1/models/fashion/plans/EPOCH|",
                        "hyps/v1/models/fashion/plans/9-9|{}",
                        "hyps/v1/models/fashion/active|{\"epoch\":\"9-9\"}",
                        "hyps/v1/devices/edge-2/status|{\"device\":\"edge-2\",\"state\":\"offline\"}",
                        "hyps/v1/devices/edge-2/slices/request|{}",
                        "hyps/v1/devices/edge-2/slices/chunks|x",
                        "hyps/v1/devices/edge-2/probe|x",
                        "hyps/v1/models/fashion/EPOCH/tensors/input/0|x",
                        "hyps/v1/models/fashion/9-9/tensors/input/0|x",
                        "hyps/v1/models/other/EPOCH/tensors/input/0|x",
                        "hyps/v1/gateways/local/outputs/logits|x",
                        "hyps/v1/gateways/other/outputs/logits|x",
                        "hyps/v1/gateways/local/status|{}",
                        "hyps/v1/planner/requests|{\"type\":\"rollback\",\"model\":\"fashion\"}",
                        "hyps/v1/planner/replies/hyps-it-operator|{}",
                        "hyps/v1/sensors/cam-1/fashion/accepted|{}",
                        "hyps/v1/sensors/cam-1/fashion/result|{}",
                        "hyps/v1/sensors/cam-1/fashion/image|x",
                        "hyps/v1/sensors/edge-1/fashion/image|x",
                        "hyps/v1/clients/hyps-planner/holder|mine",
                        "hyps/v1/clients/hyps-runner-edge-2/holder|mine",
                        "$CONTROL/dynamic-security/v1|{\"commands\":[{\"command\":\"listClients\"}]}",
                        "$SYS/broker/uptime|x",
                        "elsewhere|x")
                .map(line -> line.split("\\|", 2))
                .map(parts -> Arguments.of(parts[0], parts[1]));
    }

    @ParameterizedTest
    @MethodSource("disguises")
    @Order(2)
    void doesNotLetAStolenDeviceBeSomebodyElse(String clientId) throws Exception {
        assertNotLetIn(site.options(DEVICE, clientId));
    }

    static Stream<String> disguises() {
        return Stream.of(
                "hyps-planner", "hyps-gateway-local", "hyps-gateway-local-dispatch", "hyps-runner-edge-2", "x");
    }

    /** The account of a device is let in under its own client id only, so it cannot ask under another one who holds it. */
    @Test
    @Order(2)
    void leavesADeviceToTheNewestRunner() throws Exception {
        LinkOptions options =
                site.options("devices/edge-3", "hyps-runner-edge-3").asExclusive();
        CompletableFuture<Void> takenOver = new CompletableFuture<>();
        try (MqttLink older = MqttLink.open(options)) {
            assertThat(older.awaitConnected(PATIENCE)).as(older.lastFailure()).isTrue();
            older.addConnectionListener(new MqttLink.ConnectionListener() {
                @Override
                public void connected(boolean sessionPresent) {}

                @Override
                public void disconnected(String reason) {}

                @Override
                public void takenOver() {
                    takenOver.complete(null);
                }
            });
            try (MqttLink newer = MqttLink.open(options)) {
                takenOver.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

                await().atMost(PATIENCE).during(Duration.ofSeconds(1)).until(newer::isConnected);
            }
        }
    }

    @Test
    @Order(2)
    void doesNotLetAStolenCertificateInWithoutItsPassword() throws Exception {
        LinkOptions own = site.options(DEVICE, CLIENT);
        String other = "hyps-runner-edge-2";

        assertNotLetIn(own.withCredentials(Optional.empty()));
        assertNotLetIn(
                own.withCredentials(Optional.of(new LinkOptions.Credentials("edge-1", Payload.ofText("guess")))));
        assertNotLetIn(site.options(DEVICE, other)
                .withCredentials(Optional.of(new LinkOptions.Credentials("edge-2", Payload.ofText(password(DEVICE))))));
    }

    @Test
    @Order(3)
    void doesNotPublishAWillOfAStolenDeviceElsewhere() throws Exception {
        thief().close();
        stolen = null;
        CompletableFuture<Payload> heard = new CompletableFuture<>();
        operator.subscribe(new Topic.DeviceStatus("edge-2").toString(), delivery -> {
                    if (delivery.message().payload().text().equals("forged")) {
                        heard.complete(delivery.message().payload());
                    }
                    delivery.acknowledge();
                })
                .granted()
                .get(10, TimeUnit.SECONDS);
        LinkOptions withForgedWill = site.options(DEVICE, CLIENT)
                .withWill(Publication.of(new Topic.DeviceStatus("edge-2"), Payload.ofText("forged"))
                        .asRetained());
        try (MqttLink dying = MqttLink.open(withForgedWill)) {
            assertThat(dying.awaitConnected(Duration.ofSeconds(10))).isTrue();

            // another connection under its id ends it without good-bye, which is what a will is for
            thief();

            assertThatThrownBy(() -> heard.get(3, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    @Order(2)
    void givesAStolenDeviceItsOwnSlicesOnly() throws Exception {
        Partition own = partitionOf("d0");
        Partition foreign = partitionOf("d1");

        assertThat(asked(own)).isInstanceOf(SliceChunk.Range.class);
        assertThat(asked(foreign))
                .isInstanceOfSatisfying(SliceChunk.Unavailable.class, refused -> assertThat(refused.reason())
                        .contains("not of a plan that this device takes part in"));
    }

    @Test
    @Order(2)
    void letsAStolenDeviceDoItsOwnPart() throws Exception {
        String input = new Topic.Tensor(MODEL, epoch, partitionOf("d0").inputs().get(0), 0).toString();
        String output =
                new Topic.Tensor(MODEL, epoch, partitionOf("d0").outputs().get(0), 0).toString();

        thief().subscribe(input, delivery -> delivery.acknowledge()).granted().get(10, TimeUnit.SECONDS);
        assertThat(thief().publish(Publication.of(output, Payload.ofText("x"))).get(10, TimeUnit.SECONDS))
                .isNotInstanceOf(PublishOutcome.Refused.class);
    }

    /** The credentials of edge-1 in other hands; the runner they were stolen from is off. */
    private synchronized MqttLink thief() throws Exception {
        MqttLink link = stolen;
        if (link == null) {
            stack.runners().get(0).kill();
            link = site.connect(DEVICE, CLIENT);
            stolen = link;
        }
        return link;
    }

    private SliceChunk asked(Partition partition) throws Exception {
        CompletableFuture<SliceChunk> answer = new CompletableFuture<>();
        try (MqttLink.Subscription chunks = thief().subscribe(new Topic.SliceChunks("edge-1").toString(), delivery -> {
            try {
                answer.complete(SliceChunk.decode(delivery.message().payload().array()));
            } catch (MalformedMessageException e) {
                answer.completeExceptionally(e);
            }
            delivery.acknowledge();
        })) {
            chunks.granted().get(10, TimeUnit.SECONDS);
            SliceRequest request = new SliceRequest(partition.slice().graph().sha256(), 0, 1000);
            thief().publish(Publication.of(new Topic.SliceRequests("edge-1"), Payload.of(Json.encode(request))))
                    .get(10, TimeUnit.SECONDS);
            return answer.get(10, TimeUnit.SECONDS);
        }
    }

    private Partition partitionOf(String device) {
        return plan.partitionsOf(device).findFirst().orElseThrow();
    }

    private static void assertNotLetIn(LinkOptions options) throws LinkException, InterruptedException {
        try (MqttLink link = MqttLink.open(options)) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> link.lastFailure().contains("0x87"));
            assertThat(link.isConnected()).isFalse();
        }
    }

    private PlannerReply publish(Path folder) throws Exception {
        try (PlannerClient client = PlannerClient.open(operator, "hyps-it-operator")) {
            return Publisher.of(client, new PublishListener() {}, PATIENCE)
                    .publish(PlanFolder.open(folder), Map.of("d0", "edge-1", "d1", "edge-2"));
        }
    }

    private static Path stackImages() {
        return Installation.locate().demoImages();
    }

    private String password(String part) throws Exception {
        return Files.readString(site.folder().resolve(part).resolve("password")).strip();
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }
}
