package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hyps.planner.service.Runner;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlanCommandTest {
    private static final Path LENET = Path.of("src/test/resources/models/fashion_lenet5.onnx");

    private static final Path DAG = Path.of("src/test/resources/models/fashion_dag.onnx");

    @TempDir
    Path folder;

    @Test
    void printsOneJsonDocumentWithEveryKeyOfTheContract() throws Exception {
        CommandRun run = plan(LENET, "--device-count", 3, "--device-memory", "64MiB", "--json");

        JsonNode report = run.json(ExitCode.DONE);
        Plan plan = PlanFolder.open(out()).plan();
        assertThat(report.at("/planId").asText()).isEqualTo(plan.id().hex());
        assertThat(report.at("/objective").asText()).isEqualTo("memory");
        assertThat(report.at("/feasible").toString()).isEqualTo("true");
        assertThat(report.at("/optimalIn").asText()).isEqualTo("all");
        assertThat(report.at("/gap").isNumber()).isTrue();
        assertThat(report.at("/residency").asText()).isEqualTo("resident");
        assertThat(report.at("/planningMs").isNumber()).isTrue();
        assertThat(report.at("/splits").isArray()).isTrue();
        for (String key : List.of("latencyMs", "throughputPerSecond", "maxDeviceMemoryBytes")) {
            assertThat(report.at("/predicted/" + key).isNumber()).as(key).isTrue();
            assertThat(report.at("/predicted/" + key).asDouble()).as(key).isPositive();
        }
        assertThat(report.at("/partitions")).hasSize(plan.partitions().size()).hasSize(3);
    }

    @Test
    void printsPartitionsWhoseFilesAreThere() throws Exception {
        JsonNode report = plan(LENET, "--device-count", 3, "--device-memory", "64MiB", "--json")
                .json(ExitCode.DONE);

        Plan plan = PlanFolder.open(out()).plan();
        long largest = 0;
        for (int i = 0; i < 3; i++) {
            JsonNode row = report.at("/partitions/" + i);
            assertThat(row.at("/id").asText()).isEqualTo("p" + i);
            assertThat(row.at("/device").asText()).isEqualTo("d" + i);
            assertThat(row.at("/nodes").asInt()).isPositive();
            assertThat(row.at("/weightsBytes").asLong())
                    .isEqualTo(plan.partitions().get(i).weightsBytes());
            assertThat(row.at("/peakMemoryBytes").asLong())
                    .isGreaterThan(row.at("/weightsBytes").asLong());
            largest = Math.max(largest, row.at("/peakMemoryBytes").asLong());
            assertTensors(row.at("/inputs"), plan.partitions().get(i).inputs(), plan);
            assertTensors(row.at("/outputs"), plan.partitions().get(i).outputs(), plan);
            assertFile(row.at("/slice"));
            assertThat(row.at("/slice/file").asText())
                    .isEqualTo("slices/" + row.at("/slice/sha256").asText() + ".onnx");
            if (row.at("/slice").has("weights")) {
                assertFile(row.at("/slice/weights"));
            }
        }
        assertThat(report.at("/predicted/maxDeviceMemoryBytes").asLong()).isEqualTo(largest);
    }

    @Test
    void printsTextThatNamesThePartitions() {
        CommandRun run = plan(LENET, "--device-count", 2, "--device-memory", "64MiB");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("p0", "p1", "d0", "d1", out().toString(), "fashion_lenet5");
        assertThat(run.err().lines()).allMatch(line -> line.endsWith("…"));
    }

    @Test
    void saysWhatBlocksAndWhatWouldSuffice() throws Exception {
        JsonNode report = plan(LENET, "--device-count", 2, "--device-memory", "100kB", "--json")
                .json(ExitCode.INFEASIBLE);

        assertThat(report.at("/feasible").toString()).isEqualTo("false");
        assertThat(report.at("/blocking/node").asText()).isNotEmpty();
        assertThat(report.at("/blocking/neededBytes").asLong()).isGreaterThan(100_000);
        assertThat(report.at("/blocking/availableBytes").asLong()).isEqualTo(100_000);
        assertThat(report.at("/wouldSuffice/ways").asInt()).isPositive();
        assertThat(report.at("/wouldSuffice/residency").asText()).isEqualTo("turns");
        assertThat(out()).doesNotExist();
        long enough = report.at("/wouldSuffice/deviceMemoryBytes").asLong();
        assertThat(plan(LENET, "--device-count", 2, "--device-memory", enough - 1)
                        .exitCode())
                .isEqualTo(ExitCode.INFEASIBLE.number());
        assertThat(plan(LENET, "--device-count", 2, "--device-memory", enough).exitCode())
                .isZero();
    }

    @Test
    void namesTurnsOnlyWhereTheyWouldDo() throws Exception {
        assertThat(plan(LENET, "--device-count", 2, "--device-memory", "100kB", "--residency", "turns")
                        .exitCode())
                .isZero();

        JsonNode report = plan(LENET, "--device-count", 1, "--device-memory", "10kB", "--json")
                .json(ExitCode.INFEASIBLE);

        assertThat(report.at("/wouldSuffice/residency").asText()).isEqualTo("resident");
    }

    @Test
    void saysInWordsWhatBlocks() {
        CommandRun run = plan(LENET, "--device-count", 2, "--device-memory", "100kB");

        assertThat(run.exitCode()).isEqualTo(ExitCode.INFEASIBLE.number());
        assertThat(run.out()).contains("does not fit", "would do", "--residency turns");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--device-count 2 | --device-memory 0 | | '--device-memory is 0'",
                "--device-count 0 | --device-memory 64MiB | | '--device-count is 0'",
                "--device-count -1 | --device-memory 64MiB | | '--device-count is -1'",
                "--device-count many | --device-memory 64MiB | | '--device-count is ''many'': use a whole number'",
                "--device-count 2 | | | '--device-count needs --device-memory'",
                "| --device-memory 64MiB | | '--device-memory needs --device-count'",
                "| | | 'say which devices'",
                "--device-count 2 | --device-memory 64MiB | --devices live | '--devices and --device-count exclude'",
                "--device-count 2 | --device-memory 64MiB | --objective speed | 'use memory, throughput or latency'",
                "--device-count 2 | --device-memory 64MiB | --residency often | '--residency is ''often'': use resident or turns'",
                "--device-count 2 | --device-memory 64MiB | --split nothing=channel:4 | 'the model has no node'",
                "--device-count 2 | --device-memory 64MiB | --split a..b=tile:2 | 'is not understood'",
                "--device-count 2 | --device-memory 64MiB | --samples 0 | '--samples is 0'",
                "--device-count 2 | --device-memory 64MiB | --max-batch 0 | '--max-batch is 0: use 1 to 64'",
                "--device-count 2 | --device-memory 64MiB | --max-batch 65 | '--max-batch is 65: use 1 to 64'",
                "--device-count 2 | --device-memory 64MiB | --input-shape input=1x0 | 'is not understood'",
                "--device-count 2 | --device-memory 64MiB | --input-shape nobody=1x2 | 'nobody'",
                "--device-count 2 | --device-memory 64MiB | --unknown | '--unknown'",
                "--device-count 2 | --device-memory 64MiB | --devices nowhere.yaml | 'leave one out'",
                "| | --devices nowhere.yaml | 'there is no file nowhere.yaml'",
                "| | --devices src | 'is a folder'",
            })
    void refusesBadUsageInOneLine(String first, String second, String third, String words) {
        List<Object> arguments = new ArrayList<>();
        for (String part : new String[] {first, second, third}) {
            if (part != null) {
                arguments.addAll(List.of(part.split(" ")));
            }
        }

        plan(LENET, arguments.toArray()).assertFailed(ExitCode.BAD_INPUT, words);
        assertThat(out()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"64MX", "-64MiB", "MiB", "1.0000000001B", "9999999999GiB", ""})
    void refusesBadSizes(String size) {
        CommandRun run = plan(LENET, "--device-count", 2, "--device-memory", size);

        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("--device-memory", "'" + size + "' is not a");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void refusesUsageWithoutOutOrModel() {
        CommandRun.of(new PlanCommand(), LENET, "--device-count", 2, "--device-memory", "1GiB")
                .assertRefused(ExitCode.BAD_INPUT, "--out");
        CommandRun.of(new PlanCommand(), "--out", out(), "--device-count", 2, "--device-memory", "1GiB")
                .assertRefused(ExitCode.BAD_INPUT, "MODEL.onnx");
    }

    @Test
    void refusesModelsThatAreNone() throws Exception {
        Path text = Files.writeString(folder.resolve("text.onnx"), "not a model");

        planAny(folder.resolve("missing.onnx")).assertFailed(ExitCode.BAD_INPUT, "there is no file", "missing.onnx");
        planAny(text).assertFailed(ExitCode.BAD_INPUT, "text.onnx: is no ONNX model");
        planAny(folder).assertFailed(ExitCode.BAD_INPUT, "is not a file");
        planAny(Path.of("/")).assertFailed(ExitCode.BAD_INPUT, "is not a file");
        planAny(Path.of("")).assertFailed(ExitCode.BAD_INPUT, "is not a file");
    }

    @Test
    void leavesFoldersAloneThatHoldSomethingElse() throws Exception {
        Path thesis = Files.writeString(Files.createDirectories(out()).resolve("thesis.tex"), "years of work");

        planAny(LENET).assertFailed(ExitCode.BAD_INPUT, "something other than a plan", out().toString());

        assertThat(thesis).hasContent("years of work");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(out());
        }
    }

    @Test
    void refusesPlacesWhereNoFolderCanBe() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        CommandRun.of(new PlanCommand(), arguments(LENET, file))
                .assertFailed(ExitCode.BAD_INPUT, "file", "it is a file");
        CommandRun.of(new PlanCommand(), arguments(LENET, file.resolve("below")))
                .assertFailed(ExitCode.BAD_INPUT, "file");
    }

    @Test
    void saysWhereNothingCanBeWritten() {
        CommandRun.of(new PlanCommand(), arguments(LENET, Path.of("/proc/plan")))
                .assertFailed(ExitCode.BAD_INPUT, "/proc/plan: nothing can be made in /proc: give a folder elsewhere");
    }

    @Test
    void namesOnlyInputsWhereAShapeIsGivenToNone() {
        CommandRun run = plan(LENET, "--device-count", 2, "--device-memory", "1GiB", "--input-shape", "nobody=1x2");

        run.assertFailed(ExitCode.BAD_INPUT, "has no input 'nobody' to give a shape to; its inputs are [input]");
    }

    @Test
    void saysHowManyFramesAtOnceAndWhyNotMore() {
        CommandRun open = plan(DAG, "--device-count", 1, "--device-memory", "1GiB", "--max-batch", 4);
        CommandRun fixed = plan(LENET, "--device-count", 1, "--device-memory", "1GiB", "--max-batch", 4);

        assertThat(open.out()).contains("Frames at once   at most, under load: p0 4");
        assertThat(fixed.out()).doesNotContain("Frames at once");
        assertThat(fixed.err())
                .contains("partition p0 computes one frame at a time: the model's inputs have a fixed first side");
    }

    @Test
    void countsOneAsOne() {
        CommandRun run = plan(LENET, "--device-count", 1, "--device-memory", "1GiB", "--samples", 1);

        assertThat(run.err()).contains("planning for 1 device …", "verifying with 1 sample …");
        assertThat(run.out()).contains("1 partition,", "Verified         1 sample against");
    }

    @Test
    void endsWithFourWhenTheBrokerOfLiveDevicesIsNotThere() {
        CommandRun run = CommandRun.of(
                new PlanCommand(Brokers.away()),
                LENET,
                "--devices",
                "live",
                "--out",
                out(),
                "--mqtt",
                "tcp://localhost:1");

        run.assertRefused(ExitCode.UNREACHABLE, "tcp://localhost:1", "cannot be reached");
    }

    @Test
    void endsWithFourWhenNoDeviceIsOnline() {
        try (InMemoryBroker broker = new InMemoryBroker()) {
            CommandRun run =
                    CommandRun.of(new PlanCommand(Brokers.on(broker)), LENET, "--devices", "live", "--out", out());

            run.assertRefused(ExitCode.UNREACHABLE, "no device is online");
        }
    }

    @Test
    void plansForTheDevicesThatAreOnline() throws Exception {
        try (InMemoryBroker broker = new InMemoryBroker()) {
            new Runner(broker, "edge-1", 64 << 20);
            new Runner(broker, "edge-2", 32 << 20);
            new Runner(broker, "gone", 64 << 20).offline();
            CommandRun run = CommandRun.of(
                    new PlanCommand(Brokers.on(broker)), LENET, "--devices", "live", "--out", out(), "--json");

            JsonNode report = run.json(ExitCode.DONE);
            assertThat(report.findValuesAsText("device")).containsExactlyInAnyOrder("edge-1", "edge-2");
        }
    }

    private static void assertTensors(JsonNode rows, List<String> names, Plan plan) {
        assertThat(rows).hasSize(names.size());
        for (int i = 0; i < names.size(); i++) {
            assertThat(rows.get(i).at("/tensor").asText()).isEqualTo(names.get(i));
            assertThat(rows.get(i).at("/bytes").asLong())
                    .isEqualTo(plan.tensor(names.get(i)).sizeBytes());
        }
    }

    private void assertFile(JsonNode row) throws Exception {
        Path file = out().resolve(row.at("/file").asText());
        assertThat(Sha256.of(file).hex()).isEqualTo(row.at("/sha256").asText());
        assertThat(file).hasSize(row.at("/bytes").asLong());
    }

    private Path out() {
        return folder.resolve("out");
    }

    private CommandRun planAny(Path model) {
        return CommandRun.of(new PlanCommand(), arguments(model, out()));
    }

    private static Object[] arguments(Path model, Path out) {
        return new Object[] {model, "--device-count", 2, "--device-memory", "1GiB", "--out", out};
    }

    private CommandRun plan(Path model, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(model, "--out", out()));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.of(new PlanCommand(), all.toArray());
    }
}
