package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.PlanReport.LossRow;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Verifier;
import io.hyps.protocol.plan.Partition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LossPlansTest {
    private static final Path MODEL = Path.of("src/test/resources/models/fashion_dag.onnx");
    private static final long ROOMY = 1L << 30;

    @TempDir
    Path folder;

    private final List<String> steps = new ArrayList<>();

    @Test
    void plansOnceForDevicesThatAreAlike() throws Exception {
        List<DeviceSpec> devices = List.of(
                new DeviceSpec("a", ROOMY, 1, 0),
                new DeviceSpec("b", ROOMY, 1, 0),
                new DeviceSpec("fast", ROOMY, 2, 0),
                new DeviceSpec("c", ROOMY, 1, 0));

        plan(devices);

        assertThat(steps.stream().filter(step -> step.startsWith("planning for the loss of")))
                .containsExactly("planning for the loss of a", "planning for the loss of fast");
        assertThat(steps.stream().filter(step -> step.startsWith("verifying"))).hasSize(3);
    }

    @Test
    void writesAPlanForEachThatTheOthersRunWithoutIt() throws Exception {
        List<LossRow> rows = plan(Planned.devices(3));

        assertThat(rows).extracting(LossRow::device).containsExactly("d0", "d1", "d2");
        assertThat(rows).extracting(LossRow::planId).doesNotHaveDuplicates().doesNotContainNull();
        for (LossRow row : rows) {
            PlanFolder left = PlanFolder.open(folder.resolve("out").resolve(row.folder()));
            assertThat(left.plan().id()).isEqualTo(row.planId());
            assertThat(left.plan().partitions())
                    .flatMap(Partition::replicas)
                    .hasSize(2)
                    .doesNotContain(row.device());
            assertThat(Verifier.verify(left, RandomInputs.of(left.plan(), 1, 1)).beyondTolerance())
                    .isEmpty();
        }
    }

    @Test
    void saysWhoseLossTheOthersCannotMakeUpFor() throws Exception {
        List<LossRow> rows = plan(Planned.devices(1));

        assertThat(rows).containsExactly(LossRow.infeasible("d0"));
        assertThat(folder.resolve("out/losses")).doesNotExist();
    }

    /**
     * The convolution overflows unless ONNX Runtime folds the factor after it into its weights, so the slices of any cut
     * between the two differ from the model. Without the large device nothing but that cut fits.
     */
    @Test
    void leavesOutAPlanWhoseSlicesDifferFromTheModel() throws Exception {
        List<DeviceSpec> devices = List.of(
                new DeviceSpec("large", 1L << 20, 1, 0),
                new DeviceSpec("a", 150_000, 1, 0),
                new DeviceSpec("b", 240_000, 1, 0));

        List<LossRow> rows = plan(overflowing(), devices, PlanChoices.of(Objective.LATENCY));

        assertThat(rows).extracting(LossRow::device).containsExactly("large", "a", "b");
        assertThat(rows.get(0).difference()).contains("differs");
        assertThat(folder.resolve("out/losses/large")).doesNotExist();
        assertThat(rows.subList(1, 3)).allSatisfy(row -> {
            assertThat(row.difference()).isNull();
            PlanFolder left = PlanFolder.open(folder.resolve("out").resolve(String.valueOf(row.folder())));
            assertThat(Verifier.verify(left, RandomInputs.of(left.plan(), 1, 1)).beyondTolerance())
                    .isEmpty();
        });
    }

    private Path overflowing() throws IOException {
        ModelBuilder model = new ModelBuilder()
                .input("x", 1, 16, 8, 8)
                .normal("w", 3e37f, 0, 64, 16, 5, 5)
                .normal("factor", 1e-37f, 0, 64, 1, 1)
                .output("y", 1, 10);
        model.node("Conv", "c", "x", "w").addAttribute(ModelBuilder.ints("pads", 2, 2, 2, 2));
        model.node("Mul", "m", "c", "factor");
        model.node("Flatten", "flat", "m");
        return model.dense("y", "flat", 4096, 10).write(folder.resolve("overflowing.onnx"));
    }

    private List<LossRow> plan(List<DeviceSpec> devices) throws Exception {
        return plan(MODEL, devices, PlanChoices.of(Objective.MEMORY));
    }

    private List<LossRow> plan(Path model, List<DeviceSpec> devices, PlanChoices choices) throws Exception {
        PlanOutcome outcome = Planner.create(steps::add)
                .plan(PlanRequest.of(model, devices, choices.objective(), folder.resolve("out"))
                        .withChoices(choices.withCosts(CostSource.ESTIMATED).withLosses(true)));
        return ((PlanOutcome.Feasible) outcome).report().losses();
    }
}
