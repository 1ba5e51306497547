package io.hyps.bench.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.Cut;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Forecast;
import io.hyps.planner.partition.Front;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Partitioner;
import io.hyps.planner.partition.Stage;
import io.hyps.protocol.plan.Residency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FullSizePlansTest {
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({"2, 100, 8, 1", "1, 64, 16, 2"})
    void smallDevicesRunVgg16InTurnsOnceItsLargestNodesAreSplit(int devices, long memoryMiB, int fc6Ways, int fc7Ways) {
        Graph graph = Networks.vgg16(fc6Ways, fc7Ways);
        for (Objective objective : Objective.values()) {
            Cut cut = cut(graph, DeviceSets.equal(devices, memoryMiB), objective, Residency.TURNS);

            assertThat(cut).as(objective.toString()).isInstanceOf(Cut.Found.class);
            Forecast forecast = Evaluator.of(graph).forecast(((Cut.Found) cut).stages());
            assertThat(forecast.maxDeviceMemoryBytes()).isLessThanOrEqualTo(memoryMiB * MIB);
            assertAllNodesOnce(graph, ((Cut.Found) cut).stages());
        }
    }

    @Test
    void saysThatFc6BlocksAndHowManySharesWouldDo() {
        Graph graph = Networks.vgg16(1, 1);

        Cut cut = cut(graph, DeviceSets.equal(8, 100), Objective.MEMORY, Residency.RESIDENT);

        assertThat(cut).isInstanceOfSatisfying(Cut.Impossible.class, impossible -> {
            assertThat(graph.nodes().get(impossible.node()).opType()).isEqualTo("Gemm");
            assertThat(impossible.neededBytes()).isGreaterThan(392 * MIB);
            assertThat(impossible.ways()).isEqualTo(4);
            assertThat(cut(
                            graph,
                            DeviceSets.equal(8, impossible.sufficientBytes() / MIB + 1),
                            Objective.MEMORY,
                            Residency.RESIDENT))
                    .isInstanceOf(Cut.Found.class);
            assertThat(cut(
                            graph,
                            DeviceSets.equal(8, impossible.sufficientBytes() / MIB),
                            Objective.MEMORY,
                            Residency.RESIDENT))
                    .isInstanceOf(Cut.Impossible.class);
        });
    }

    @ParameterizedTest
    @EnumSource(Objective.class)
    void leavesDevicesIdleThatAreOfNoUse(Objective objective) {
        Graph graph = Networks.chain(3);

        Cut cut = cut(graph, DeviceSets.equal(300, 64), objective, Residency.RESIDENT);

        assertThat(cut).isInstanceOf(Cut.Found.class);
        assertAllNodesOnce(graph, ((Cut.Found) cut).stages());
    }

    @Test
    void findsPlansOfWhichNoneIsWorseInAllThings() {
        Graph graph = Networks.resnet(3, 4, 6, 3);
        List<DeviceSpec> devices = DeviceSets.fourTypes(4, 32);

        List<Front.Point> front = Front.of(graph, CostModel.estimated().of(graph), devices, Residency.RESIDENT);

        assertThat(front).hasSizeGreaterThan(2);
        for (Objective objective : Objective.values()) {
            double best = front.stream()
                    .mapToDouble(p -> objective.value(p.forecast()))
                    .min()
                    .orElseThrow();
            Cut.Found own = (Cut.Found) cut(graph, devices, objective, Residency.RESIDENT);
            assertThat(best)
                    .isLessThanOrEqualTo(objective.value(Evaluator.of(graph).forecast(own.stages())) * (1 + 1e-9));
        }
        for (Front.Point one : front) {
            assertThat(front.stream().filter(other -> dominates(other.forecast(), one.forecast())))
                    .containsExactly(one);
        }
    }

    private static boolean dominates(Forecast one, Forecast other) {
        return one.latencyNanos() <= other.latencyNanos()
                && one.bottleneckNanos() <= other.bottleneckNanos()
                && one.maxDeviceMemoryBytes() <= other.maxDeviceMemoryBytes();
    }

    private static void assertAllNodesOnce(Graph graph, List<Stage> stages) {
        assertThat(stages.stream().flatMap(s -> s.part().nodes().stream()))
                .doesNotHaveDuplicates()
                .hasSize(graph.nodes().size());
    }

    private static Cut cut(Graph graph, List<DeviceSpec> devices, Objective objective, Residency residency) {
        return Partitioner.of(objective, residency)
                .cut(graph, CostModel.estimated().of(graph), devices);
    }
}
