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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole system with the demo's model active on three runners: on the brokers that the system properties
 * {@code hyps.it.mqtt} and {@code hyps.it.kafka} name, else on embedded ones; with the runner of {@link NativeRunner}.
 */
final class RunningSystem implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    static final String MODEL = "fashion";

    private final Stack stack;
    private final MqttLink link;
    private final Path work;

    private RunningSystem(Stack stack, MqttLink link, Path work) {
        this.stack = stack;
        this.link = link;
        this.work = work;
    }

    static RunningSystem start() {
        return start(options -> options);
    }

    /** @param more what is to be otherwise */
    static RunningSystem start(UnaryOperator<StackOptions> more) {
        try {
            Path work = Files.createTempDirectory("hyps-it-");
            StackOptions options = StackOptions.of(work.resolve("run")).withRunners(3, ByteSize.parse("256MiB"));
            options = NativeRunner.binary().map(options::withRunnerBinary).orElse(options);
            String mqtt = System.getProperty("hyps.it.mqtt", "");
            String kafka = System.getProperty("hyps.it.kafka", "");
            options = mqtt.isEmpty() ? options : options.withMqtt(URI.create(mqtt));
            options = kafka.isEmpty() ? options : options.withKafka(kafka);
            Stack stack = Stack.start(more.apply(options), (what, detail, took) -> {});
            MqttLink link = MqttLink.open(LinkOptions.of(stack.mqttUrl(), clientId()));
            assertThat(link.awaitConnected(Duration.ofSeconds(10)))
                    .as(link.lastFailure())
                    .isTrue();
            RunningSystem system = new RunningSystem(stack, link, work);
            system.planAndPublish();
            return system;
        } catch (Exception e) {
            throw new IllegalStateException("the system under test did not start: " + e.getMessage(), e);
        }
    }

    Stack stack() {
        return stack;
    }

    MqttLink link() {
        return link;
    }

    Path planDirectory() {
        return work.resolve("plan");
    }

    Installation installation() {
        return Installation.locate();
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
        TestFiles.delete(work);
    }

    private void planAndPublish() {
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
        hyps("publish", planDirectory().toString(), "--mqtt", stack.mqttUrl().toString())
                .assertDone();
    }

    private static String clientId() {
        return "hyps-it-" + UUID.randomUUID();
    }
}
