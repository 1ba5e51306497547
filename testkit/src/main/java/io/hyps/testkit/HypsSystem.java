package io.hyps.testkit;

import io.hyps.gateway.recording.Recording;
import io.hyps.gateway.replay.Recorder;
import io.hyps.gateway.replay.Replay;
import io.hyps.gateway.replay.ReplayListener;
import io.hyps.gateway.replay.ReplayReport;
import io.hyps.gateway.replay.ReplaySettings;
import io.hyps.gateway.replay.Selection;
import io.hyps.gateway.replay.Speed;
import io.hyps.planner.cli.PlanCommand;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.parts.StackSecurity;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.replay.ChosenPlans;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A whole system for tests, a process for each part: brokers, planner, gateway, runners. What goes wrong in it fails the
 * test that asked for it. Not safe for use from many threads.
 */
public final class HypsSystem implements AutoCloseable {
    private final Stack stack;
    private final Map<String, String> access;
    private final Path work;

    private HypsSystem(Stack stack, Map<String, String> access, Path work) {
        this.stack = stack;
        this.access = access;
        this.work = work;
    }

    /** Three runners and embedded brokers, until told otherwise. */
    public static Builder builder() {
        return new Builder(3, "256MiB", "", "", Map.of());
    }

    /**
     * What a system is to be.
     *
     * @param access how its parts, and replays, show who they are at a broker that is there
     */
    public record Builder(int runners, String memory, String mqtt, String kafka, Map<String, String> access) {
        public Builder {
            access = Map.copyOf(access);
        }

        public Builder runners(int count, String memoryOfEach) {
            return new Builder(count, memoryOfEach, mqtt, kafka, access);
        }

        /** Uses a broker that is there. */
        public Builder mqtt(String url) {
            return new Builder(runners, memory, url, kafka, access);
        }

        /** Uses a Kafka that is there. */
        public Builder kafka(String bootstrap) {
            return new Builder(runners, memory, mqtt, bootstrap, access);
        }

        /** At an MQTT broker that asks: one user, who may do what planner, gateway and runners do. */
        public Builder mqttUser(String user, Path passwordFile) {
            return with("HYPS_MQTT_USER", user)
                    .with(
                            "HYPS_MQTT_PASSWORD_FILE",
                            passwordFile.toAbsolutePath().toString());
        }

        /** Believes an MQTT broker with a certificate of this authority (for {@code ssl://} URLs). */
        public Builder mqttAuthority(Path certificates) {
            return with("HYPS_MQTT_CA_FILE", certificates.toAbsolutePath().toString());
        }

        private Builder with(String variable, String value) {
            Map<String, String> more = new HashMap<>(access);
            more.put(variable, value);
            return new Builder(runners, memory, mqtt, kafka, more);
        }

        /** Starts it; returns when all parts are ready. */
        public HypsSystem start() {
            return Failing.unless("the system did not start", () -> {
                Path work = Files.createTempDirectory("hyps-testkit-");
                StackOptions options = StackOptions.of(work.resolve("run"))
                        .withRunners(runners, ByteSize.parse(memory))
                        .withSecurity(security());
                options = mqtt.isEmpty() ? options : options.withMqtt(URI.create(mqtt));
                options = kafka.isEmpty() ? options : options.withKafka(kafka);
                return new HypsSystem(Stack.start(options, (what, detail, took) -> {}), access, work);
            });
        }

        private StackSecurity security() {
            Map<String, Map<String, String>> parts = new HashMap<>(Map.of("planner", access, "gateway", access));
            for (int i = 1; i <= runners; i++) {
                parts.put("runner edge-" + i, access);
            }
            return new StackSecurity(access, parts);
        }

        /** No values of the access: one may be a password. */
        @Override
        public String toString() {
            return runners + " runners of " + memory + ", mqtt '" + mqtt + "', kafka '" + kafka + "'";
        }
    }

    /** The processes, and what they say of themselves. */
    public Stack stack() {
        return stack;
    }

    /**
     * Plans a model for some of the runners, as {@code hyps plan} does.
     *
     * @param options more of that command's, such as {@code --manifest FILE}
     * @return the plan's folder
     */
    public Path plan(Path model, int devices, String... options) {
        return Failing.unless("the model cannot be planned", () -> {
            Path folder = Files.createTempDirectory(work, "plan-");
            StringWriter said = new StringWriter();
            String[] arguments = new String[options.length + 7];
            System.arraycopy(options, 0, arguments, 0, options.length);
            String[] own = {
                model.toString(),
                "--device-count",
                Integer.toString(devices),
                "--device-memory",
                "1GiB",
                "--out",
                folder.resolve("plan").toString()
            };
            System.arraycopy(own, 0, arguments, options.length, own.length);
            PrintWriter writer = new PrintWriter(said, true);
            int exitCode = CommandRunner.of(new PlanCommand())
                    .setOut(writer)
                    .setErr(writer)
                    .execute(arguments);
            if (exitCode != 0) {
                throw new AssertionError("hyps plan ended with " + exitCode + ": " + said);
            }
            return folder.resolve("plan");
        });
    }

    /** Plans the model that HyPS brings along. */
    public Path planDemoModel(int devices) {
        Installation installation = Installation.locate();
        return plan(
                installation.demoModel(),
                devices,
                "--manifest",
                installation.demoManifest().toString(),
                "--costs",
                "estimated");
    }

    /** Writes all frames of the system and their results to a file, as {@code hyps replay --export} does. */
    public Recording record(Path file) {
        return Failing.unless(
                "the frames cannot be recorded",
                () -> new Recorder(settings().liveKafka()).record(Selection.ALL, file));
    }

    /** Reads and proves a recording. */
    public static Recording recording(Path file) {
        return Failing.unless("the recording cannot be used", () -> Recording.open(file));
    }

    /** Sends a recording's frames through a plan, at full speed, and compares. */
    public ReplayReport replay(Recording recording, Path planFolder) {
        return replay(recording, planFolder, Speed.MAX);
    }

    /** Sends a recording's frames through a plan and compares. */
    public ReplayReport replay(Recording recording, Path planFolder, Speed speed) {
        return Failing.unless("the replay could not be made", () -> {
            PublishedPlan plan = ChosenPlans.prepared(stack.link(), PlanFolder.open(planFolder));
            return Replay.run(
                    settings().withSpeed(speed),
                    recording,
                    Map.of(plan.plan().model().name(), plan),
                    ReplayListener.NONE);
        });
    }

    private ReplaySettings settings() {
        return ReplaySettings.of(BrokerAccess.ofEnvironment(Optional.of(stack.mqttUrl()), access), stack.kafka());
    }

    /** Stops all that was started, and deletes its files. */
    @Override
    public void close() {
        stack.close();
        try {
            DirectoryTree.delete(work);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + work, e);
        }
    }
}
