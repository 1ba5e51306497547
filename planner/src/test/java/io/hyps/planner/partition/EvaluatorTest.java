package io.hyps.planner.partition;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.cost.CostModel;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EvaluatorTest {
    /** One of 1 MB at 10 MB a second. */
    private static final double TRANSFER_NANOS = 100e6;

    private static final double COMPUTE_NANOS = 0.2e6;

    @Test
    void chargesAMessageForTheInputAsForEveryTensor() {
        Graph graph = chain("Op", "Op");
        List<DeviceSpec> devices = devices(1, 1L << 30, 10_000_000);

        Cut cut = Partitioner.of(Objective.LATENCY, Residency.RESIDENT)
                .cut(graph, CostModel.estimated().of(graph), devices);

        // in, both nodes on one device, out
        double expected = 2 * (Evaluator.NANOS_PER_MESSAGE + TRANSFER_NANOS) + 2 * COMPUTE_NANOS;
        assertThat(cut).isInstanceOfSatisfying(Cut.Found.class, found -> {
            assertThat(Evaluator.of(graph).forecast(found.stages()).latencyNanos())
                    .isEqualTo(expected);
            assertThat(found.gap()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(Objective.class)
    void cutsAfterAnActivationRatherThanBeforeIt(Objective objective) {
        Graph graph = chain("Conv", "BatchNormalization", "Relu", "Conv", "BatchNormalization", "Relu", "Conv", "Relu");
        // a device has room for the weights of one convolution
        Cut cut = Partitioner.of(objective, Residency.RESIDENT)
                .cut(graph, CostModel.estimated().of(graph), devices(3, 18_000_000, 0));

        assertThat(cut).isInstanceOfSatisfying(Cut.Found.class, found -> assertThat(found.stages())
                .hasSize(3)
                .extracting(
                        stage -> stage.part().nodes().get(stage.part().nodes().size() - 1))
                .extracting(last -> graph.nodes().get(last).opType())
                .containsOnly("Relu"));
    }

    /** Nodes of 1 MB in and 1 MB out; convolutions have 10 MB of weights. */
    private static Graph chain(String... types) {
        Map<String, TensorSpec> tensors = new HashMap<>();
        Map<String, Weight> weights = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i <= types.length; i++) {
            tensors.put("t" + i, new TensorSpec("t" + i, ElementType.UINT8, Shape.of(1_000_000)));
            if (i < types.length) {
                NodeProto.Builder definition = NodeProto.newBuilder()
                        .setOpType(types[i])
                        .addInput("t" + i)
                        .addOutput("t" + (i + 1));
                if (types[i].equals("Conv")) {
                    definition.addInput("w" + i);
                    weights.put("w" + i, new Weight("w" + i, 2, Shape.of(10_000_000), 10_000_000, () -> {
                        throw new AssertionError("nobody reads weights here");
                    }));
                }
                nodes.add(Node.of(definition.build(), "n" + i, Set.of()));
            }
        }
        return new Graph(List.of("t0"), List.of("t" + types.length), nodes, Map.of(), weights, tensors);
    }

    private static List<DeviceSpec> devices(int count, long memoryBytes, long bandwidth) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceSpec("d" + i, memoryBytes, 1, bandwidth))
                .toList();
    }
}
