package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Verification;
import io.hyps.planner.verify.Verifier;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlannerTest {
    private static final Path VGG = Path.of("../models/fashion/fashion_vgg16q.onnx");
    private static final Path MODELS = Path.of("src/test/resources/models");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "fashion_dag, 2, MEMORY",
        "fashion_dag, 5, MEMORY",
        "fashion_dag, 3, THROUGHPUT",
        "fashion_dag, 3, LATENCY",
        "fashion_lenet5, 2, MEMORY",
        "fashion_lenet5, 4, MEMORY",
        "fashion_lenet5, 3, THROUGHPUT"
    })
    void slicesComputeWhatTheModelDoes(String model, int devices, Objective objective) throws Exception {
        PlanOutcome.Feasible outcome = feasible(MODELS.resolve(model + ".onnx"), devices, objective, "out");

        Verification verification =
                Verifier.verify(PlanFolder.open(outcome.folder()), RandomInputs.of(outcome.plan(), 4, 42));

        assertThat(verification.beyondTolerance()).isEmpty();
        assertThat(verification.maxRelDiff()).isLessThan(1e-5);
        assertThat(verification.top1Agreement()).isEqualTo(1);
    }

    @Test
    void cutsTheDemoModelSoThatNobodyHoldsHalfOfTheWeights() throws Exception {
        Plan plan = feasible(VGG, 3, Objective.MEMORY, "out").plan();

        assertThat(plan.partitions()).hasSize(3);
        assertThat(plan.partitions())
                .allMatch(p -> p.weightsBytes() * 2 < plan.model().weightsBytes());
    }

    @Test
    void cutsVggOfAnyWidth() throws Exception {
        Path model = ModelBuilder.vgg16(8, 64).write(folder.resolve("vgg.onnx"));

        PlanOutcome.Feasible outcome = feasible(model, 4, Objective.MEMORY, "out");

        assertThat(outcome.report().verified().maxRelDiff()).isLessThan(1e-5);
        assertThat(outcome.plan().partitions().stream()
                        .mapToLong(Partition::weightsBytes)
                        .sum())
                // splits bring a few small constants
                .isBetween(
                        outcome.plan().model().weightsBytes(),
                        outcome.plan().model().weightsBytes() + 1024);
    }

    @Test
    void givesTheSameDigestsForTheSameModel() throws Exception {
        Plan first = feasible(VGG, 3, Objective.MEMORY, "a").plan();
        Plan second = feasible(VGG, 3, Objective.MEMORY, "b").plan();

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.partitions()).isEqualTo(first.partitions());
    }

    @Test
    void writesWhatItSays() throws Exception {
        PlanOutcome.Feasible outcome = feasible(VGG, 3, Objective.MEMORY, "out");

        PlanFolder opened = PlanFolder.open(folder.resolve("out"));

        assertThat(opened.plan()).isEqualTo(outcome.plan());
        assertThat(opened.blobs()).hasSize(6);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("out");
        }
    }

    @Test
    void reportsTheKeysOfTheContract() throws Exception {
        JsonNode report = new ObjectMapper()
                .readTree(Json.encode(feasible(VGG, 3, Objective.MEMORY, "out").report()));

        assertThat(report.fieldNames())
                .toIterable()
                .contains(
                        "planId",
                        "objective",
                        "feasible",
                        "optimalIn",
                        "gap",
                        "residency",
                        "planningMs",
                        "predicted",
                        "splits",
                        "partitions");
        assertThat(report.get("predicted").fieldNames())
                .toIterable()
                .contains("latencyMs", "throughputPerSecond", "maxDeviceMemoryBytes");
        assertThat(report.get("partitions").get(0).fieldNames())
                .toIterable()
                .contains("id", "device", "nodes", "weightsBytes", "peakMemoryBytes", "inputs", "outputs", "slice");
        assertThat(report.at("/partitions/0/slice/file").asText()).matches("slices/[0-9a-f]{64}\\.onnx");
        assertThat(report.at("/optimalIn").asText()).isEqualTo("all");
    }

    @Test
    void saysWhatBlocksAndWhatWouldSuffice() throws Exception {
        PlanOutcome outcome = Planner.create()
                .plan(PlanRequest.of(VGG, devices(3, 1 << 20), Objective.MEMORY, folder.resolve("out")));

        assertThat(outcome).isInstanceOfSatisfying(PlanOutcome.Infeasible.class, infeasible -> {
            long enough = infeasible.report().wouldSuffice().deviceMemoryBytes();
            assertThat(infeasible.report().blocking().neededBytes()).isGreaterThan(1 << 20);
            assertThat(enough).isGreaterThan(1 << 20);
        });
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void replacesAnOlderPlanAndNothingElse() throws Exception {
        feasible(VGG, 2, Objective.MEMORY, "out");
        feasible(VGG, 3, Objective.MEMORY, "out");
        assertThat(PlanFolder.open(folder.resolve("out")).plan().partitions()).hasSize(3);

        Files.createDirectories(folder.resolve("precious"));
        Files.writeString(folder.resolve("precious/thesis.tex"), "years of work");

        assertThatThrownBy(() -> feasible(VGG, 3, Objective.MEMORY, "precious"))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("something other than a plan");
        assertThat(folder.resolve("precious/thesis.tex")).exists();
    }

    @Test
    void findsSlicesThatWereChanged() throws Exception {
        PlanOutcome.Feasible outcome = feasible(VGG, 3, Objective.MEMORY, "out");
        PlanFolder opened = PlanFolder.open(outcome.folder());
        Path slice = opened.graphFile(opened.plan().partitions().get(1));
        byte[] bytes = Files.readAllBytes(slice);
        bytes[bytes.length / 2] ^= 1;
        Files.write(slice, bytes);

        assertThatThrownBy(() -> Verifier.verify(opened, RandomInputs.of(opened.plan(), 1, 1)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("was changed");
    }

    private PlanOutcome.Feasible feasible(Path model, int devices, Objective objective, String out) throws Exception {
        PlanOutcome outcome = Planner.create()
                .plan(PlanRequest.of(model, devices(devices, 1L << 30), objective, folder.resolve(out)));
        assertThat(outcome).isInstanceOf(PlanOutcome.Feasible.class);
        return (PlanOutcome.Feasible) outcome;
    }

    private static List<DeviceSpec> devices(int count, long memory) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, memory, 1, 0))
                .toList();
    }
}
