package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.planner.networks.SmallCnn;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.partition.Objective;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpsetTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {7, 8, 9, 11, 13, 17, 21, 22, 23, 24, 25, 26})
    void plansEveryOperatorSet(int version) throws Exception {
        Path model = SmallCnn.opset(version).write(folder.resolve("m.onnx"));

        PlanOutcome.Feasible plan = Planned.feasible(model, 3, Objective.MEMORY, folder.resolve("out"));

        assertThat(plan.plan().partitions()).hasSize(3);
        assertThat(plan.report().verified().maxRelDiff()).isLessThan(1e-5);
    }

    @Test
    void refusesAnOperatorSetThatIsNewerThanTheRuntime() throws Exception {
        Path model = SmallCnn.opset(27).write(folder.resolve("m.onnx"));

        assertThatThrownBy(() -> Planned.feasible(model, 3, Objective.MEMORY, folder.resolve("out")))
                .isInstanceOf(BadModelException.class)
                .hasMessageContaining("operator set 27, the newest that ONNX Runtime takes here is 26");
    }
}
