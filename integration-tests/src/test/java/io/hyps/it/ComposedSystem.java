package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.process.ChildProcess;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import io.hyps.stack.sensor.Sensor;
import io.hyps.stack.sensor.SensorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The stack of compose.yaml with the demo's model active on its four devices; as it is, or with compose.tls.yaml. What a test
 * sends is sent by sensors, what it looks at is what an operator sees.
 */
final class ComposedSystem implements AutoCloseable {
    /** The sensors that have an account where everybody needs one. */
    private static final List<String> SENSORS = List.of("it-compose", "it-compose-kill", "it-metrics");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Installation INSTALLATION = Installation.locate();

    private final ComposeStack stack;
    private final Path work;
    private final Optional<ComposeSite> site;
    private final MqttLink link;
    private final Map<String, MqttLink> sensors = new HashMap<>();

    private ComposedSystem(ComposeStack stack, Path work, Optional<ComposeSite> site, MqttLink link) {
        this.stack = stack;
        this.work = work;
        this.site = site;
        this.link = link;
    }

    /** compose.yaml alone: everybody is let in. */
    static ComposedSystem start(Path work) throws Exception {
        ComposeStack stack = ComposeStack.start(INSTALLATION.root());
        return open(stack, work, Optional.empty(), LinkOptions.of(stack.mqttUrl(), "hyps-it-" + UUID.randomUUID()));
    }

    /** With compose.tls.yaml: nobody is. */
    static ComposedSystem startSecured(Path work) throws Exception {
        ComposeStack.assumeDocker();
        ComposeSite site = ComposeSite.create(work.resolve("site"), SENSORS);
        ComposeStack stack = ComposeStack.start(
                INSTALLATION.root(),
                List.of("compose.yaml", "compose.tls.yaml"),
                site.variables(),
                List.of("mosquitto", "kafka"));
        return open(stack, work, Optional.of(site), site.parts().options(ComposeSite.OPERATOR, "hyps-it-operator"));
    }

    private static ComposedSystem open(ComposeStack stack, Path work, Optional<ComposeSite> site, LinkOptions options)
            throws Exception {
        try {
            return connected(stack, work, site, options);
        } catch (Exception | AssertionError e) {
            stack.close();
            throw e;
        }
    }

    private static ComposedSystem connected(
            ComposeStack stack, Path work, Optional<ComposeSite> site, LinkOptions options) throws Exception {
        MqttLink link = MqttLink.open(options);
        try {
            ComposedSystem system = new ComposedSystem(stack, work, site, link);
            assertThat(link.awaitConnected(PATIENCE)).as(link.lastFailure()).isTrue();
            system.publishPlan();
            return system;
        } catch (Exception | AssertionError e) {
            link.close();
            throw e;
        }
    }

    private void publishPlan() throws Exception {
        String plan = work.resolve("plan").toString();
        RunningSystem.hyps(
                        "plan",
                        INSTALLATION.demoModel().toString(),
                        "--device-count",
                        "4",
                        "--device-memory",
                        "64MiB",
                        "--losses",
                        "--out",
                        plan)
                .assertDone();
        hyps("publish", plan);
    }

    /** Runs a command as an operator does; returns what it wrote. */
    String hyps(String... arguments) throws Exception {
        Path output = Files.createTempFile(work, "hyps-", ".out");
        List<String> command =
                new ArrayList<>(List.of(INSTALLATION.root().resolve("hyps").toString()));
        command.addAll(List.of(arguments));
        ChildProcess process = ChildProcess.start(
                "hyps " + arguments[0], command, operatorsEnvironment(), output, work.resolve("hyps.log"));
        process.awaitEnd(PATIENCE);
        assertThat(process.exitCode()).as(process.obituary()).hasValue(0);
        return Files.readString(output);
    }

    private Map<String, String> operatorsEnvironment() throws IOException {
        return site.isPresent()
                ? site.get().operatorsEnvironment()
                : Map.of("HYPS_MQTT_URL", stack.mqttUrl().toString(), "HYPS_GATEWAY_KAFKA", stack.kafka());
    }

    ComposeStack stack() {
        return stack;
    }

    ComposeSite site() {
        return site.orElseThrow(() -> new IllegalStateException("compose.tls.yaml is not in force"));
    }

    /** An operator's. */
    MqttLink link() {
        return link;
    }

    /** The one connection of a sensor; where all are let in they share one. */
    MqttLink sensorLink(String id) throws Exception {
        if (site.isEmpty()) {
            return link;
        }
        MqttLink known = sensors.get(id);
        if (known != null) {
            return known;
        }
        MqttLink opened = MqttLink.open(site.get().parts().options("sensors/" + id, id));
        sensors.put(id, opened);
        assertThat(opened.awaitConnected(PATIENCE)).as(opened.lastFailure()).isTrue();
        return opened;
    }

    Sensor sensor(String id, Answers answers) throws Exception {
        return Sensor.open(sensorLink(id), new SensorOptions(id, RunningSystem.MODEL, 16, true), answers);
    }

    /** Looks for what a sensor hears in Kafka too. */
    Answers answers() throws IOException {
        return new Answers(
                site.isPresent()
                        ? new KafkaRecords(stack.kafka(), site.get().operatorsKafkaProperties())
                        : new KafkaRecords(stack.kafka()));
    }

    static List<ImageFile> images() throws Exception {
        List<ImageFile> images = ImageFiles.expand(List.of(INSTALLATION.demoImages()));
        assertThat(images).hasSize(100);
        return images;
    }

    @Override
    public void close() {
        sensors.values().forEach(MqttLink::close);
        link.close();
        stack.close();
    }
}
