package io.hyps.planner.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NeededSharesTest {
    @Test
    void whatAPoolingDropsMayBeLeftOut() {
        // of 7 x 7 the pooling reads 6 x 6
        assertThat(NeededShares.of(poolingTo(3, 2))).containsExactly(36.0 / 49, 36.0 / 49);
    }

    @Test
    void whatAWindowJumpsOverMayBeLeftOut() {
        // of 7 x 7 it reads rows 0, 3 and 6, and such columns
        assertThat(NeededShares.of(poolingTo(3, 3, 1))).containsExactly(9.0 / 49, 9.0 / 49);
    }

    @Test
    void nothingMayBeLeftOutWhereWindowsTouch() {
        assertThat(NeededShares.of(poolingTo(7, 1, 1))).containsExactly(1, 1);
    }

    private static Graph poolingTo(long side, int stride) {
        return poolingTo(side, stride, stride);
    }

    /** A convolution of 7 x 7, and a pooling of it. */
    private static Graph poolingTo(long side, int stride, int kernel) {
        Node convolution = node("Conv", List.of("in", "w"), "mid", List.of(ModelBuilder.ints("pads", 1, 1, 1, 1)));
        Node pooling = node(
                "MaxPool",
                List.of("mid"),
                "out",
                List.of(
                        ModelBuilder.ints("kernel_shape", kernel, kernel),
                        ModelBuilder.ints("strides", stride, stride)));
        Weight weight = new Weight("w", 1, Shape.of(4, 3, 3, 3), 4 * 108, () -> {
            throw new AssertionError("nobody reads weights here");
        });
        return new Graph(
                List.of("in"),
                List.of("out"),
                List.of(convolution, pooling),
                Map.of(),
                Map.of("w", weight),
                Map.of("in", tensor("in", 3, 7), "mid", tensor("mid", 4, 7), "out", tensor("out", 4, side)));
    }

    private static TensorSpec tensor(String name, long channels, long side) {
        return new TensorSpec(name, ElementType.FLOAT32, Shape.of(1, channels, side, side));
    }

    private static Node node(String type, List<String> inputs, String output, List<AttributeProto> attributes) {
        NodeProto definition = NodeProto.newBuilder()
                .setOpType(type)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(attributes)
                .build();
        return Node.of(definition, type, Set.of());
    }
}
