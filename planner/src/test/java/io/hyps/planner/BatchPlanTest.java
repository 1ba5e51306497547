package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.rewrite.Split;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.slice.Slicer;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Reference;
import io.hyps.planner.verify.Verifier;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of which partitions may compute several frames at once. */
final class BatchPlanTest {
    private static final Path FIXED = Path.of("src/test/resources/models/fashion_lenet5.onnx");

    @TempDir
    Path folder;

    @Test
    void computesOneFrameAtATimeUnlessAskedForMore() throws Exception {
        Plan plan = feasible(open(), 1L << 30, choices(1)).plan();

        assertThat(plan.partitions()).allMatch(p -> p.framesAtOnce() == 1);
        assertThat(Json.encodeIndented(plan)).doesNotContain("maxBatch");
    }

    @Test
    void allowsAsManyFramesAsAskedFor() throws Exception {
        Plan single = feasible(open(), 1L << 30, choices(1)).plan();
        PlanOutcome.Feasible outcome = feasible(open(), 1L << 30, choices(5));

        Plan plan = PlanFolder.open(outcome.folder()).plan();
        assertThat(plan.partitions()).hasSize(2).allMatch(p -> p.framesAtOnce() == 5);
        for (int i = 0; i < 2; i++) {
            Partition one = single.partitions().get(i);
            assertThat(plan.partitions().get(i).peakMemoryBytes())
                    .isEqualTo(one.weightsBytes() + 5 * (one.peakMemoryBytes() - one.weightsBytes()));
        }
        assertThat(outcome.report().predicted().maxDeviceMemoryBytes())
                .isEqualTo(plan.partitions().stream()
                        .mapToLong(Partition::peakMemoryBytes)
                        .max()
                        .orElseThrow());
        assertThat(Verifier.verify(PlanFolder.open(outcome.folder()), RandomInputs.of(plan, 3, 7))
                        .beyondTolerance())
                .isEmpty();
    }

    @Test
    void allowsNoMoreFramesThanTheDevicesHaveMemoryFor() throws Exception {
        Partition one =
                feasible(open(), 1L << 30, choices(1)).plan().partitions().get(0);
        long memory = one.peakMemoryBytes() + 2 * frame(one) + frame(one) / 2;

        Plan plan = feasible(open(), memory, choices(64)).plan();

        assertThat(plan.partitions()).allMatch(p -> p.peakMemoryBytes() <= memory);
        assertThat(plan.partitions()).anyMatch(p -> p.framesAtOnce() > 1 && p.framesAtOnce() < 64);
        assertThat(plan.partitions()).allMatch(p -> p.framesAtOnce() == 64 || p.peakMemoryBytes() + frame(p) > memory);
    }

    /** What each frame adds. */
    private static long frame(Partition partition) {
        return (partition.peakMemoryBytes() - partition.weightsBytes()) / partition.framesAtOnce();
    }

    @Test
    void keepsFramesApartInSharesAndTiles() throws Exception {
        List<Split> splits = List.of(Split.parse("fc7=channel:3"), Split.parse("conv0..pool2=tile:2x2"));

        Plan plan = feasible(open(), 1L << 30, choices(3).withSplits(splits)).plan();

        assertThat(plan.partitions()).allMatch(p -> p.framesAtOnce() == 3);
    }

    @Test
    void computesOneFrameAtATimeInTurnsAndWhereTheBatchIsFixed() throws Exception {
        assertThat(feasible(FIXED, 1L << 30, choices(4)).plan().partitions()).allMatch(p -> p.framesAtOnce() == 1);
        assertThat(feasible(open(), 1L << 30, choices(4).withResidency(Residency.TURNS))
                        .plan()
                        .partitions())
                .allMatch(p -> p.framesAtOnce() == 1);
    }

    @Test
    void refusesMoreFramesThanAPlanMayHave() {
        assertThatThrownBy(() -> choices(65)).hasMessage("a batch of at most 65 frames: use 1 to 64");
    }

    /** A plan that claims what its slice does not do: it mixes frames. */
    @Test
    void findsSlicesThatDifferWithSeveralFrames() throws Exception {
        ModelBuilder builder = new ModelBuilder().input("x", 1, 3).output("y", 1, 3);
        builder.node("Softmax", "y", "x").addAttribute(ModelBuilder.integer("axis", 0));
        OnnxModel model = OnnxModel.read(builder.write(folder.resolve("m.onnx")));
        Path slices = Files.createDirectories(folder.resolve("plan/slices"));
        Part part = PartCosts.of(model.graph(), CostModel.estimated().of(model.graph()))
                .part(List.of(0));
        Partition partition = new Partition(
                "p0",
                List.of("d0"),
                List.of("x"),
                List.of("y"),
                1,
                0,
                100,
                Slicer.of(model).write("p0", part, slices, true),
                2);
        List<TensorSpec> tensors = List.of(
                model.graph().tensor("x").orElseThrow(),
                model.graph().tensor("y").orElseThrow());
        Plan plan = new Plan(
                Plan.SCHEMA,
                new ModelRef("m", "1", model.sha256(), 0),
                null,
                "memory",
                Residency.RESIDENT,
                List.of("x"),
                List.of("y"),
                1,
                tensors,
                List.of(partition));

        var verification = Verifier.compare(
                new PlanFolder(folder.resolve("plan"), plan), Reference.of(model.file(), RandomInputs.of(plan, 2, 1)));

        assertThat(verification.maxAbsDiff()).isZero();
        assertThat(verification.beyondTolerance()).hasValueSatisfying(why -> assertThat(why)
                .startsWith("output 'y' of partition 'p0' with 2 frames at once differs by")
                .endsWith("plan without --max-batch"));
    }

    private Path open() throws Exception {
        ModelBuilder vgg = ModelBuilder.vgg16(8, 64);
        vgg.graph()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(0)
                .setDimParam("n");
        return vgg.write(folder.resolve("vgg.onnx"));
    }

    private static PlanChoices choices(int maxBatch) {
        return PlanChoices.of(Objective.MEMORY).withMaxBatch(maxBatch);
    }

    private PlanOutcome.Feasible feasible(Path model, long memory, PlanChoices choices) throws Exception {
        List<DeviceSpec> devices = IntStream.range(0, 2)
                .mapToObj(i -> new DeviceSpec("d" + i, memory, 1, 0))
                .toList();
        PlanOutcome outcome = Planner.create()
                .plan(PlanRequest.of(model, devices, Objective.MEMORY, folder.resolve("out"))
                        .withChoices(choices));
        assertThat(outcome).isInstanceOf(PlanOutcome.Feasible.class);
        return (PlanOutcome.Feasible) outcome;
    }
}
