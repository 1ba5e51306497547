package io.hyps.planner.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.CostModel;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.LowerBound;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.rewrite.Rewriter;
import io.hyps.planner.rewrite.SplitException;
import io.hyps.planner.shape.ShapeRun;
import io.hyps.protocol.plan.Residency;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the planner says would be enough is enough. */
final class SufficientMemoryTest {
    private static final Path TEST_MODELS = Path.of("src/test/resources/models");

    static Stream<Arguments> cases() throws Exception {
        Map<String, Graph> graphs = Map.of(
                "VGG16", Vgg16.graph(),
                "fashion_vgg16q", read(Path.of("../models/fashion/fashion_vgg16q.onnx")),
                "fashion_dag", read(TEST_MODELS.resolve("fashion_dag.onnx")),
                "fashion_lenet5", read(TEST_MODELS.resolve("fashion_lenet5.onnx")));
        return graphs.entrySet().stream()
                .flatMap(graph -> Stream.of(Residency.values()).flatMap(residency -> IntStream.of(1, 3, 8)
                        .mapToObj(count -> Arguments.of(graph.getKey(), count, residency, graph.getValue()))));
    }

    @ParameterizedTest(name = "{0} on {1} devices, {2}")
    @MethodSource("cases")
    void theMemoryThatWouldSufficeDoes(String name, int count, Residency residency, Graph graph) throws Exception {
        double bound = LowerBound.ofAnySplit(
                        CompactGraph.of(graph, CostModel.estimated().of(graph)),
                        NeededShares.of(graph),
                        devices(count, Long.MAX_VALUE >> 8),
                        residency)
                .of(Objective.MEMORY);

        Hybrid tooSmall = search(graph, count, (long) (bound * 0.9), residency, Objective.MEMORY);

        assertThat(tooSmall).isInstanceOfSatisfying(Hybrid.Impossible.class, impossible -> {
            assertThat(impossible.residency()).isEqualTo(residency);
            assertThat(impossible.availableBytes()).isEqualTo((long) (bound * 0.9));
            assertThat(impossible.neededBytes()).isGreaterThan(impossible.availableBytes());
            assertThat(impossible.sufficientBytes()).isGreaterThan(impossible.availableBytes());
        });
        long enough = ((Hybrid.Impossible) tooSmall).sufficientBytes();
        Objective objective = Objective.values()[count % 3];
        assertThat(search(graph, count, enough, residency, objective))
                .as("%s with %d bytes", objective, enough)
                .isInstanceOf(Hybrid.Planned.class);
    }

    private static Hybrid search(Graph graph, int count, long memoryBytes, Residency residency, Objective objective)
            throws SplitException {
        return HybridSearch.of(Rewriter.of(13), CostModel.estimated(), objective, residency)
                .search(graph, devices(count, memoryBytes), List.of());
    }

    private static List<DeviceSpec> devices(int count, long memoryBytes) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, memoryBytes, 1, 0))
                .toList();
    }

    private static Graph read(Path model) throws Exception {
        return ShapeRun.complete(OnnxModel.read(model, Map.of(), Map.of())).graph();
    }
}
