package io.hyps.stack.cli;

import io.hyps.gateway.kafka.KafkaProperties;
import io.hyps.gateway.kafka.KafkaUnavailableException;
import io.hyps.gateway.recording.Recording;
import io.hyps.gateway.replay.Recorder;
import io.hyps.gateway.replay.Replay;
import io.hyps.gateway.replay.ReplayException;
import io.hyps.gateway.replay.ReplayListener;
import io.hyps.gateway.replay.ReplayReport;
import io.hyps.gateway.replay.ReplaySettings;
import io.hyps.gateway.replay.Speed;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.stack.live.BrokerConnection;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackException;
import io.hyps.stack.process.DirectoryTree;
import io.hyps.stack.replay.ChosenPlans;
import io.hyps.stack.replay.OwnStack;
import io.hyps.stack.sensor.Rate;
import io.hyps.stack.terminal.Answer;
import io.hyps.stack.terminal.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hyps replay}. */
@Command(
        name = "replay",
        description = {
            "Sends recorded frames once more through a plan, on topics of its own, and compares the answers.",
            "Takes them from hyps.frames, or from a file. Live topics and sensors see nothing of it.",
            "With --export and nothing else to do it only writes the file.",
            "With --import and --plan DIR, and no broker named, it starts a system of its own."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 done, 1 with --compare: an answer differs, 2 bad input, 3 no device fits, 4 not reached."
        })
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private RangeOptions range = new RangeOptions();

    @Option(
            names = "--plan",
            paramLabel = "DIR|EPOCH",
            description = "a folder of 'hyps plan', or a published epoch (default: each model's active plan)")
    private @Nullable String plan;

    @Option(
            names = "--speed",
            paramLabel = "1x|Nx|max",
            description = "as recorded, faster, or full speed (default: max)")
    private @Nullable String speed;

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            converter = RateConverter.class,
            description = "at most so many a second")
    private @Nullable Rate rate;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "8",
            description = "frames with the runners at once, beside the live ones (default: 8)")
    private int inFlight = 8;

    @Option(names = "--compare", description = "exit code 1 unless every answer is the recorded one")
    private boolean compare;

    @Option(names = "--export", paramLabel = "FILE", description = "write the frames and their results there")
    private @Nullable Path export;

    @Option(names = "--import", paramLabel = "FILE", description = "take them from such a file, not from Kafka")
    private @Nullable Path imported;

    @Option(names = "--keep", description = "leave the replay's topics in Kafka")
    private boolean keep;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = TimeConverter.class,
            description = "how long nothing may be answered until the rest is given up (default: 60s)")
    private Duration timeout = Duration.ofSeconds(60);

    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description = "the MQTT broker (default: HYPS_MQTT_URL, else tcp://localhost:1883)")
    private @Nullable URI mqtt;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Kafka (default: HYPS_GATEWAY_KAFKA, else localhost:9092)")
    private @Nullable String kafka;

    @Mixin
    private Answer answer = new Answer();

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path work = Files.createTempDirectory("hyps-replay-");
        try {
            return run(work);
        } catch (MalformedMessageException | IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        } catch (FileSystemException e) {
            throw new CommandException(ExitCode.BAD_INPUT, "cannot use the file " + e.getMessage(), e);
        } catch (KafkaUnavailableException | ReplayException | StackException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        } finally {
            DirectoryTree.delete(work);
        }
    }

    private int run(Path work)
            throws InterruptedException, IOException, MalformedMessageException, KafkaUnavailableException,
                    ReplayException, StackException {
        ReplaySettings asked = settings();
        if (imported != null && (export != null || range.isRange())) {
            throw new IllegalArgumentException(
                    "--import replays a whole file: leave out --export, --from, --to, --sensor and --frame");
        }
        Optional<PlanFolder> folder = folder();
        Recording recording = recording(asked, folder, work);
        ReplayText text = new ReplayText(answer.screen());
        if (!answer.isJson() && recording.frames() > 0) {
            text.recorded(recording);
        }
        if (export != null && plan == null && speed == null && !compare) {
            return exported(recording);
        }
        if (recording.frames() == 0) {
            throw new IllegalArgumentException("no frame is in the range: see --from, --to, --model and --sensor");
        }
        ReplayReport report = replay(asked, recording, folder);
        if (answer.isJson()) {
            answer.document(report);
        } else {
            text.end(report, compare || !report.isSame());
        }
        return (compare && !report.isSame() ? ExitCode.CHECK_FAILED : ExitCode.DONE).number();
    }

    private int exported(Recording recording) {
        if (answer.isJson()) {
            answer.document(new Exported(
                    recording.file().toString(),
                    recording.frames(),
                    recording.results(),
                    recording.models(),
                    recording.from().toString(),
                    recording.to().toString()));
        } else {
            answer.screen().line("  written to " + recording.file());
        }
        return ExitCode.DONE.number();
    }

    /** What {@code --export --json} prints. */
    private record Exported(String file, long frames, long results, Set<String> models, String from, String to) {}

    private Optional<PlanFolder> folder() throws IOException, MalformedMessageException {
        if (plan == null || isEpoch(plan)) {
            return Optional.empty();
        }
        Path folder = Path.of(plan);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("--plan " + plan + " is neither a folder nor an epoch such as 1-3");
        }
        return Optional.of(PlanFolder.open(folder));
    }

    private static boolean isEpoch(String text) {
        return text.matches("[0-9]+-[0-9]+");
    }

    private Recording recording(ReplaySettings asked, Optional<PlanFolder> folder, Path work)
            throws IOException, MalformedMessageException, KafkaUnavailableException {
        if (imported != null) {
            return Recording.open(imported);
        }
        Set<String> models = range.models().isEmpty()
                ? folder.map(f -> Set.of(f.plan().model().name())).orElse(Set.of())
                : range.models();
        Path file = export == null ? work.resolve("recording") : export.toAbsolutePath();
        return new Recorder(asked.liveKafka()).record(range.selection(models), file);
    }

    private ReplayReport replay(ReplaySettings asked, Recording recording, Optional<PlanFolder> folder)
            throws ReplayException, IOException, MalformedMessageException, InterruptedException, StackException {
        if (imported != null && folder.isPresent() && mqtt == null && kafka == null && !isConfigured()) {
            try (Stack stack = OwnStack.start(folder.get(), answer.errors()::done)) {
                return replay(asked.at(stack.mqttUrl(), stack.kafka()), recording, stack.link(), folder);
            }
        }
        try (MqttLink link = BrokerConnection.open(asked.mqtt().url())) {
            return replay(asked, recording, link, folder);
        }
    }

    private ReplayReport replay(
            ReplaySettings settings, Recording recording, MqttLink link, Optional<PlanFolder> folder)
            throws ReplayException, IOException, MalformedMessageException, InterruptedException {
        Map<String, PublishedPlan> plans;
        if (folder.isPresent()) {
            PublishedPlan prepared = ChosenPlans.prepared(link, folder.get());
            plans = Map.of(prepared.plan().model().name(), prepared);
        } else if (plan != null) {
            plans = ChosenPlans.ofEpoch(link, Epoch.parse(plan), recording.models());
        } else {
            plans = ChosenPlans.active(link, recording.models());
        }
        try (Progress progress =
                Progress.start(answer.errorStream(), answer.errors().traits(), "replaying", recording.frames())) {
            return Replay.run(settings, recording, plans, new ReplayListener() {
                @Override
                public void answered() {
                    progress.step();
                }
            });
        }
    }

    private static boolean isConfigured() {
        return System.getenv("HYPS_MQTT_URL") != null || System.getenv("HYPS_GATEWAY_KAFKA") != null;
    }

    private static KafkaProperties kafkaProperties() {
        return Optional.ofNullable(System.getenv("HYPS_GATEWAY_KAFKA_PROPERTIES_FILE"))
                .map(file -> KafkaProperties.open(Path.of(file)))
                .orElse(KafkaProperties.NONE);
    }

    private ReplaySettings settings() {
        String servers = kafka != null ? kafka : System.getenv().getOrDefault("HYPS_GATEWAY_KAFKA", "localhost:9092");
        return new ReplaySettings(
                ReplaySettings.newRun(),
                BrokerAccess.ofEnvironment(Optional.ofNullable(mqtt), System.getenv()),
                TrustedKeys.NONE,
                servers,
                kafkaProperties(),
                speed == null ? Speed.MAX : Speed.parse(speed),
                inFlight,
                Optional.ofNullable(rate).map(Rate::perSecond),
                timeout,
                keep);
    }
}
