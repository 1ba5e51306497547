package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.topic.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code hyps replay} on a system that runs. */
@ExtendWith(SharedSystem.class)
final class ReplayIT {
    private static final int IMAGES = 10;
    private static final String DAY = "src/test/resources/fashion-day.jsonl.gz";

    private final RunningSystem system;

    @TempDir
    Path folder;

    ReplayIT(RunningSystem system) {
        this.system = system;
    }

    @Test
    void answersOnceMoreAndLeavesLiveTopicsAndSensorsAlone() throws Exception {
        try (AnyMqttClient sensor =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult("it-replay", RunningSystem.MODEL))) {
            send(sensor, "it-replay");
            long framesBefore = count(FrameTopics.FRAMES);
            long resultsBefore = count(FrameTopics.RESULTS);

            JsonNode report = replay("--sensor", "it-replay", "--compare");

            assertThat(report.at("/frames").asInt()).isEqualTo(IMAGES);
            assertThat(report.at("/outcome/answered").asInt()).isEqualTo(IMAGES);
            assertThat(report.at("/outcome/differences").asInt()).isZero();
            assertThat(count(FrameTopics.FRAMES)).isEqualTo(framesBefore);
            assertThat(count(FrameTopics.RESULTS)).isEqualTo(resultsBefore);
            assertThat(sensor.soFar()).isEmpty();
        }
        assertThat(topics()).noneMatch(topic -> topic.startsWith("hyps.replay."));
        assertThat(system.stack().live().gateways())
                .noneMatch(gateway -> gateway.gateway().startsWith("replay-"));
    }

    @Test
    void comparesAnotherPlanBesideTheActiveOneAndTellsASliceThatWasAltered() throws Exception {
        try (AnyMqttClient sensor =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult("it-replay-other", RunningSystem.MODEL))) {
            send(sensor, "it-replay-other");
        }
        String active = system.stack()
                .live()
                .active(RunningSystem.MODEL)
                .orElseThrow()
                .epoch()
                .toString();
        Path recording = folder.resolve("day.jsonl.gz");
        RunningSystem.Ran exported = hyps("--sensor", "it-replay-other", "--export", recording.toString());
        assertThat(exported.exitCode()).as(exported.err()).isZero();

        JsonNode same = replay("--import", recording.toString(), "--plan", plan(2).toString(), "--compare");
        RunningSystem.Ran other = hyps(
                "--import",
                recording.toString(),
                "--plan",
                AlteredSlice.in(plan(2)).toString(),
                "--compare");

        String beside = same.at("/plans/" + RunningSystem.MODEL).asText();
        assertThat(beside).isNotEqualTo(active);
        for (String epoch : List.of(active, beside)) {
            JsonNode report = replay("--import", recording.toString(), "--plan", epoch, "--compare");
            assertThat(report.at("/plans/" + RunningSystem.MODEL).asText()).isEqualTo(epoch);
            assertThat(report.at("/outcome/answered").asInt()).isEqualTo(IMAGES);
        }
        assertThat(other.exitCode()).as(other.err()).isEqualTo(1);
        assertThat(other.out())
                .contains("answered otherwise than recorded", "image at hyps.frames ", "recorded  ", "output logits");
        assertThat(system.stack()
                        .live()
                        .active(RunningSystem.MODEL)
                        .orElseThrow()
                        .epoch())
                .hasToString(active);
    }

    @Test
    void takesWhatWasStoredSinceOrUntilATime() throws Exception {
        Instant between;
        try (AnyMqttClient sensor =
                AnyMqttClient.hearing(system.link(), new Topic.SensorResult("it-replay-range", RunningSystem.MODEL))) {
            send(sensor, "it-replay-range");
            between = Instant.now();
            send(sensor, "it-replay-range");
        }
        String[] sensor = {"--sensor", "it-replay-range"};
        String file = folder.resolve("range.jsonl.gz").toString();

        JsonNode since = replay(sensor[0], sensor[1], "--from", between.toString(), "--speed", "4x", "--compare");
        JsonNode until = replay(sensor[0], sensor[1], "--to", between.toString(), "--export", file);
        JsonNode all = replay(sensor[0], sensor[1], "--from", "0", "--export", file);

        assertThat(since.at("/frames").asInt()).isEqualTo(IMAGES);
        assertThat(since.at("/outcome/differences").asInt()).isZero();
        assertThat(until.at("/frames").asInt()).isEqualTo(IMAGES);
        assertThat(all.at("/frames").asInt()).isEqualTo(2 * IMAGES);
    }

    @Test
    void refusesWhatCannotBeReplayedInOneLine() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "hello");

        assertRefused("not compressed with gzip", "--import", text.toString());
        assertRefused("none", "--import", folder.resolve("none").toString());
        assertRefused("no plan of epoch 99-99", "--import", DAY, "--plan", "99-99");
        assertRefused(
                "neither a folder nor an epoch",
                "--plan",
                folder.resolve("none").toString());
        assertRefused("is no speed", "--speed", "fast");
        assertRefused("neither an offset nor a time", "--from", "yesterday");
        assertRefused("no frame is in the range", "--sensor", "nobody-ever");
        assertRefused("use 1 to 1000", "--in-flight", "0");
    }

    private void assertRefused(String reason, String... options) throws Exception {
        RunningSystem.Ran ran = hyps(options);
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains(reason);
    }

    private void send(AnyMqttClient client, String sensor) throws Exception {
        Path images = system.installation().demoImages();
        try (var files = Files.list(images)) {
            for (Path image : files.sorted().limit(IMAGES).toList()) {
                client.send(new Topic.SensorImage(sensor, RunningSystem.MODEL), Files.readAllBytes(image));
                client.next();
            }
        }
    }

    private Path plan(int devices) {
        return DemoPlan.write(folder.resolve("plan-" + System.nanoTime()), devices);
    }

    private JsonNode replay(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--json");
        RunningSystem.Ran ran = hyps(all.toArray(String[]::new));
        ran.assertDone();
        return new ObjectMapper().readTree(ran.out());
    }

    private RunningSystem.Ran hyps(String... options) {
        List<String> all = new ArrayList<>(List.of(
                "replay",
                "--mqtt",
                system.stack().mqttUrl().toString(),
                "--kafka",
                system.stack().kafka()));
        all.addAll(List.of(options));
        return RunningSystem.hyps(all.toArray(String[]::new));
    }

    private long count(String topic) {
        return new KafkaRecords(system.stack().kafka()).all(topic, r -> true).size();
    }

    private List<String> topics() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, system.stack().kafka()))) {
            return List.copyOf(admin.listTopics().names().get());
        }
    }
}
