package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.networks.Quantized;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.partition.Objective;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Verification is the planner's own: it refuses a plan beyond the tolerance of the outputs' type. */
final class QuantizedTest {
    @TempDir
    Path folder;

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("float16", Quantized.half()),
                Arguments.of("QDQ", Quantized.qdq()),
                Arguments.of("QLinear", Quantized.linear()),
                Arguments.of("integer", Quantized.dynamic()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void plansModelsOfFewBits(String name, ModelBuilder model) throws Exception {
        Path file = model.write(folder.resolve("m.onnx"));
        for (int devices : new int[] {2, 3}) {
            for (Objective objective : Objective.values()) {
                PlanOutcome.Feasible plan = Planned.feasible(file, devices, objective, folder.resolve("out"));

                assertThat(plan.report().verified().top1Agreement()).isEqualTo(1);
            }
        }
    }
}
