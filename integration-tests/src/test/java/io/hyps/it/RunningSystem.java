package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.stack.cli.Hyps;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole system with the demo's model active on three runners: on the brokers that the system properties
 * {@code hyps.it.mqtt} and {@code hyps.it.kafka} name, else on embedded ones, or on a {@link SecuredSite}; with the runner,
 * the planner and the gateway of {@link NativePart}.
 */
final class RunningSystem implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    static final String MODEL = "fashion";

    private final Stack stack;
    private final MqttLink link;
    private final Path work;
    private final Optional<SecuredSite> site;

    private RunningSystem(Stack stack, MqttLink link, Path work, Optional<SecuredSite> site) {
        this.stack = stack;
        this.link = link;
        this.work = work;
        this.site = site;
    }

    static RunningSystem start() {
        return start(options -> options);
    }

    /** @param more what is to be otherwise */
    static RunningSystem start(UnaryOperator<StackOptions> more) {
        try {
            Path work = Files.createTempDirectory("hyps-it-");
            StackOptions options = options(work);
            String mqtt = System.getProperty("hyps.it.mqtt", "");
            String kafka = System.getProperty("hyps.it.kafka", "");
            options = mqtt.isEmpty() ? options : options.withMqtt(URI.create(mqtt));
            options = kafka.isEmpty() ? options : options.withKafka(kafka);
            Stack stack = Stack.start(more.apply(options), (what, detail, took) -> {});
            MqttLink link = MqttLink.open(LinkOptions.of(stack.mqttUrl(), clientId()));
            assertThat(link.awaitConnected(Duration.ofSeconds(10)))
                    .as(link.lastFailure())
                    .isTrue();
            RunningSystem system = new RunningSystem(stack, link, work, Optional.empty());
            system.plan();
            system.publish(system.planDirectory());
            return system;
        } catch (Exception e) {
            throw new IllegalStateException("the system under test did not start: " + e.getMessage(), e);
        }
    }

    /**
     * One that trusts nobody, on brokers of its own.
     *
     * @param sensors that get an account each
     */
    static RunningSystem startSecured(List<String> sensors) throws Exception {
        Path work = Files.createTempDirectory("hyps-it-");
        SecuredSite site = SecuredSite.start(work, sensors);
        try {
            Stack stack = Stack.start(site.secure(options(work)), (what, detail, took) -> {});
            RunningSystem system = new RunningSystem(stack, site.observe(), work, Optional.of(site));
            system.plan();
            system.publish(system.planDirectory());
            return system;
        } catch (Exception e) {
            site.close();
            throw e;
        }
    }

    private static StackOptions options(Path work) {
        StackOptions options = StackOptions.of(work.resolve("run")).withRunners(3, ByteSize.parse("256MiB"));
        options = NativePart.runner().map(options::withRunnerBinary).orElse(options);
        options = NativePart.planner().map(options::withPlannerBinary).orElse(options);
        return NativePart.gateway().map(options::withGatewayBinary).orElse(options);
    }

    boolean isSecured() {
        return site.isPresent();
    }

    /** Whether Mosquitto carries the messages. */
    boolean isOnMosquitto() {
        return isSecured() || !System.getProperty("hyps.it.mqtt", "").isEmpty();
    }

    /** By which that sensor sends, and hears what is for it. */
    MqttLink sensor(String id) throws Exception {
        return isSecured() ? site.get().sensor(id) : link;
    }

    /** With these Mosquitto's own programs reach the broker as that sensor. */
    List<String> mosquittoOptions(String sensor) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "-h",
                stack.mqttUrl().getHost(),
                "-p",
                Integer.toString(stack.mqttUrl().getPort())));
        if (isSecured()) {
            options.addAll(site.get().mosquittoOptions(sensor));
        }
        return options;
    }

    /** What Kafka's own tools need beside its address. */
    Optional<Path> kafkaProperties() {
        return site.map(SecuredSite::kafkaProperties);
    }

    KafkaRecords records() throws IOException {
        return isSecured()
                ? new KafkaRecords(stack.kafka(), site.get().kafkaProperties())
                : new KafkaRecords(stack.kafka());
    }

    Stack stack() {
        return stack;
    }

    /** Hears everything; where all is let in it may say everything too. */
    MqttLink link() {
        return link;
    }

    Path planDirectory() {
        return work.resolve("plan");
    }

    Installation installation() {
        return Installation.locate();
    }

    /** As an operator does; the plan is active after it. */
    void publish(Path plan) throws Exception {
        if (isSecured()) {
            site.get().publish(plan);
        } else {
            hyps("publish", plan.toString(), "--mqtt", stack.mqttUrl().toString())
                    .assertDone();
        }
    }

    /** Runs a subcommand of {@code hyps} in this JVM. */
    static Ran hyps(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = CommandRunner.of(new Hyps())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    /** What became of a subcommand. */
    record Ran(int exitCode, String out, String err) {
        void assertDone() {
            assertThat(exitCode).as(err + out).isZero();
        }
    }

    @Override
    public void close() throws Exception {
        link.close();
        stack.close();
        if (isSecured()) {
            site.get().close();
        }
        TestFiles.delete(work);
    }

    private void plan() {
        hyps(
                        "plan",
                        installation().demoModel().toString(),
                        "--device-count",
                        "3",
                        "--device-memory",
                        "64MiB",
                        "--out",
                        planDirectory().toString())
                .assertDone();
    }

    private static String clientId() {
        return "hyps-it-" + UUID.randomUUID();
    }

    @Override
    public String toString() {
        return isSecured() ? "secured" : "open";
    }
}
