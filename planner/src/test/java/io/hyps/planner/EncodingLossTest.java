package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.EncodingLoss;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.planner.verify.Reference;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncodingLossTest {
    private static final Path MODEL = Path.of("src/test/resources/models/fashion_lenet5.onnx");
    private static final int MORE_THAN_TWO_BATCHES = 19;
    private static final double TOLERANCE = 0.02;

    @TempDir
    Path folder;

    @Test
    void isTheWorstOfAllSamples() throws Exception {
        List<DeviceSpec> devices = List.of(new DeviceSpec("d0", 1 << 30, 1, 0), new DeviceSpec("d1", 1 << 30, 1, 0));
        Planner.create().plan(PlanRequest.of(MODEL, devices, Objective.MEMORY, folder.resolve("out")));
        PlanFolder plan = PlanFolder.open(folder.resolve("out"));
        String between = between(plan.plan());
        List<Map<String, Encoding>> trials =
                List.of(Map.of(between, Encoding.FLOAT16), Map.of(between, Encoding.INT8), Map.of());
        List<Map<String, Tensor>> samples = RandomInputs.of(plan.plan(), MORE_THAN_TWO_BATCHES, 1);

        List<EncodingLoss> losses = EncodingLoss.of(plan, Reference.of(MODEL, samples), trials, TOLERANCE);

        List<List<EncodingLoss>> alone = new ArrayList<>();
        for (Map<String, Tensor> sample : samples) {
            alone.add(EncodingLoss.of(plan, Reference.of(MODEL, List.of(sample)), trials, TOLERANCE));
        }
        for (int trial = 0; trial < trials.size(); trial++) {
            int which = trial;
            assertThat(losses.get(trial).share())
                    .isEqualTo(alone.stream()
                            .mapToDouble(each -> each.get(which).share())
                            .max()
                            .orElseThrow());
            assertThat(losses.get(trial).sameTop())
                    .isEqualTo(alone.stream().allMatch(each -> each.get(which).sameTop()));
        }
        assertThat(losses.get(0).share()).isPositive().isLessThan(losses.get(1).share());
    }

    private static String between(Plan plan) {
        return plan.partitions().get(0).outputs().get(0);
    }
}
