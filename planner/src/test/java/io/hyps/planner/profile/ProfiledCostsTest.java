package io.hyps.planner.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.cost.RuntimeCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProfiledCostsTest {
    private static final Graph MODEL = new Graph(
            List.of("x"),
            List.of("y"),
            List.of(node("Gemm", "gemm", "gemm", "y", "x", "w")),
            Map.of(),
            Map.of("w", weight("w", 1000, 1000)),
            Map.of("x", tensor("x", 1000), "y", tensor("y", 1000)));
    private static final Graph SPLIT = new Graph(
            List.of("x"),
            List.of("y"),
            List.of(
                    node("Gemm", "gemm/0", "gemm", "y0", "x", "w0"),
                    node("Gemm", "gemm/1", "gemm", "y1", "x", "w1"),
                    node("Concat", "join", "join", "y", "y0", "y1")),
            Map.of(),
            Map.of("w0", weight("w0", 1000, 250), "w1", weight("w1", 1000, 750)),
            Map.of("x", tensor("x", 1000), "y0", tensor("y0", 250), "y1", tensor("y1", 750), "y", tensor("y", 1000)));
    private static final Profile PROFILE = new Profile(
            Sha256.of(new byte[0]),
            new Machine("here", "this"),
            "1",
            "2026-11-23T00:00:00Z",
            8000,
            0.5,
            List.of(new NodeProfile("gemm", 8000, 400, 70)),
            List.of(new TensorProfile("x", 4000, 0, 10), new TensorProfile("y", 8000, 8000, 20)));

    private final ProfiledCosts costs = ProfiledCosts.of(PROFILE, MODEL);

    @Test
    void modelCostsWhatWasMeasured() {
        RuntimeCosts model = costs.of(MODEL);
        Node gemm = MODEL.nodes().get(0);

        assertThat(model.nanos(gemm)).isEqualTo(8000);
        assertThat(model.workspaceBytes(gemm)).isEqualTo(400);
        assertThat(model.residentBytes(gemm)).isEqualTo(70);
        assertThat(model.insideBytes(tensor("y", 1000))).isEqualTo(8000);
        assertThat(model.convertNanos(tensor("y", 1000))).isEqualTo(20);
    }

    @Test
    void sharesCostInTheRatioOfTheirWork() {
        RuntimeCosts split = costs.of(SPLIT);

        assertThat(split.nanos(SPLIT.nodes().get(0))).isCloseTo(2000, within(20.0));
        assertThat(split.nanos(SPLIT.nodes().get(1))).isCloseTo(6000, within(20.0));
        assertThat(split.insideBytes(tensor("y0", 250))).isEqualTo(2000);
    }

    @Test
    void newNodesCostTheMovingOfTheirBytes() {
        RuntimeCosts split = costs.of(SPLIT);

        assertThat(split.nanos(SPLIT.nodes().get(2))).isEqualTo(8000 * 0.5);
        assertThat(split.insideBytes(tensor("y", 1000))).isEqualTo(4000);
        assertThat(split.workspaceBytes(SPLIT.nodes().get(2))).isZero();
    }

    private static Node node(String type, String name, String origin, String output, String... inputs) {
        return new Node(
                NodeProto.newBuilder()
                        .setOpType(type)
                        .addAllInput(List.of(inputs))
                        .addOutput(output)
                        .build(),
                name,
                origin,
                Set.of());
    }

    private static Weight weight(String name, long inputs, long outputs) {
        return new Weight(
                name,
                1,
                Shape.of(inputs, outputs),
                4 * inputs * outputs,
                () -> ByteBuffer.allocate((int) (4 * inputs * outputs)));
    }

    private static TensorSpec tensor(String name, long elements) {
        return new TensorSpec(name, ElementType.FLOAT32, Shape.of(1, elements));
    }
}
