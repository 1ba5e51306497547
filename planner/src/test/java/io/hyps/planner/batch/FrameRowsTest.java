package io.hyps.planner.batch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.session.Session;
import io.hyps.planner.slice.Slicer;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of one operator, or a few, from {@code x} to {@code y}. */
final class FrameRowsTest {
    private static final int FRAMES = 4;

    @TempDir
    Path folder;

    private record Case(String name, Shape x, Shape y, Consumer<ModelBuilder> nodes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> apart() {
        return Stream.of(
                one("Conv", Shape.of(1, 2, 5, 5), Shape.of(1, 3, 3, 3), m -> {
                    m.weight("w", 18, 3, 2, 3, 3).weight("b", 1, 3);
                    m.node("Conv", "y", "x", "w", "b");
                }),
                one("MaxPool", Shape.of(1, 2, 4, 4), Shape.of(1, 2, 2, 2), m -> m.node("MaxPool", "y", "x")
                        .addAttribute(ModelBuilder.ints("kernel_shape", 2, 2))
                        .addAttribute(ModelBuilder.ints("strides", 2, 2))),
                one(
                        "GlobalAveragePool",
                        Shape.of(1, 2, 4, 4),
                        Shape.of(1, 2, 1, 1),
                        m -> m.node("GlobalAveragePool", "y", "x")),
                same("LRN", m -> m.node("LRN", "y", "x").addAttribute(ModelBuilder.integer("size", 3))),
                same("Clip", m -> m.scalar("low", 0.2f).scalar("high", 0.7f).node("Clip", "y", "x", "low", "high")),
                same("Add of a constant for each channel", m -> m.weight("c", 1, 2, 1, 1)
                        .node("Add", "y", "x", "c")),
                same("Mul with a constant of one row", m -> m.weight("c", 1, 1, 2, 3, 3)
                        .node("Mul", "y", "x", "c")),
                same("Add of frames", m -> {
                    m.node("Relu", "r", "x");
                    m.node("Add", "y", "x", "r");
                }),
                one("Gemm", Shape.of(1, 4), Shape.of(1, 3), m -> m.weight("w", 4, 4, 3)
                        .weight("b", 1, 3)
                        .node("Gemm", "y", "x", "w", "b")),
                one("MatMul", Shape.of(1, 2, 4), Shape.of(1, 2, 3), m -> m.weight("w", 4, 4, 3)
                        .node("MatMul", "y", "x", "w")),
                one("MatMul of frames", Shape.of(1, 2, 3), Shape.of(1, 2, 2), m -> {
                    m.node("Transpose", "t", "x").addAttribute(ModelBuilder.ints("perm", 0, 2, 1));
                    m.node("MatMul", "y", "x", "t");
                }),
                one("Flatten", Shape.of(1, 2, 3, 3), Shape.of(1, 18), m -> m.node("Flatten", "y", "x")),
                one("Reshape [1, -1]", Shape.of(1, 2, 3, 3), Shape.of(1, 18), m -> m.longs("s", 1, -1)
                        .node("Reshape", "y", "x", "s")),
                one("Reshape [-1, 9]", Shape.of(1, 3, 3), Shape.of(1, 9), m -> m.constant("s", -1, 9)
                        .node("Reshape", "y", "x", "s")),
                one("Reshape to a computed shape", Shape.of(1, 2, 3, 3), Shape.of(1, 18), m -> {
                    m.longs("zero", 0).longs("one", 1).longs("rest", -1);
                    m.node("Shape", "whole", "x");
                    m.node("Slice", "batch", "whole", "zero", "one");
                    m.node("Concat", "s", "batch", "rest").addAttribute(ModelBuilder.integer("axis", 0));
                    m.node("Reshape", "y", "x", "s");
                }),
                one("Reshape of weights", Shape.of(1, 2), Shape.of(1, 3), m -> {
                    m.weight("flat", 2, 3, 2).longs("s", 2, 3);
                    m.node("Reshape", "w", "flat", "s");
                    m.node("MatMul", "y", "x", "w");
                }),
                one("Concat", Shape.of(1, 2, 3, 3), Shape.of(1, 4, 3, 3), m -> m.node("Concat", "y", "x", "x")
                        .addAttribute(ModelBuilder.integer("axis", 1))),
                same("Softmax", m -> m.node("Softmax", "y", "x")),
                same("Softmax axis 1", m -> m.node("Softmax", "y", "x").addAttribute(ModelBuilder.integer("axis", 1))),
                same("Split", m -> {
                    m.node("Split", "a", "x").addOutput("b").addAttribute(ModelBuilder.integer("axis", -3));
                    m.node("Concat", "y", "b", "a").addAttribute(ModelBuilder.integer("axis", 1));
                }),
                one("Slice", Shape.of(1, 2, 3, 3), Shape.of(1, 2, 2, 3), m -> {
                    m.longs("from", 1).longs("to", 3).longs("axes", -2);
                    m.node("Slice", "y", "x", "from", "to", "axes");
                }),
                one("ReduceMean", Shape.of(1, 2, 3, 3), Shape.of(1, 2), m -> m.node("ReduceMean", "y", "x")
                        .addAttribute(ModelBuilder.ints("axes", 2, 3))
                        .addAttribute(ModelBuilder.integer("keepdims", 0))),
                one("Pad", Shape.of(1, 2, 3, 3), Shape.of(1, 2, 4, 3), m -> m.longs("p", 0, 0, 1, 0, 0, 0, 0, 0)
                        .node("Pad", "y", "x", "p")),
                one("Squeeze", Shape.of(1, 2, 1), Shape.of(1, 2), m -> m.longs("axes", 2)
                        .node("Squeeze", "y", "x", "axes")),
                one("Unsqueeze", Shape.of(1, 2), Shape.of(1, 2, 1), m -> m.longs("axes", -1)
                        .node("Unsqueeze", "y", "x", "axes")));
    }

    static Stream<Case> mixed() {
        return Stream.of(
                same("Softmax axis 0", m -> m.node("Softmax", "y", "x").addAttribute(ModelBuilder.integer("axis", 0))),
                same("Softmax axis -4", m -> m.node("Softmax", "y", "x")
                        .addAttribute(ModelBuilder.integer("axis", -4))),
                one("Reshape that makes rows", Shape.of(1, 2, 3), Shape.of(2, 3), m -> m.longs("s", 2, 3)
                        .node("Reshape", "y", "x", "s")),
                one("Gemm transA", Shape.of(1, 1), Shape.of(1, 3), m -> m.weight("w", 1, 1, 3)
                        .node("Gemm", "y", "x", "w")
                        .addAttribute(ModelBuilder.integer("transA", 1))),
                one("Gemm with frames as weights", Shape.of(1, 3), Shape.of(1, 3), m -> m.weight("w", 1, 1, 1)
                        .node("Gemm", "y", "w", "x")),
                one("MatMul from the left", Shape.of(1, 3), Shape.of(1, 3), m -> m.weight("w", 1, 1, 1)
                        .node("MatMul", "y", "w", "x")),
                one("Add of another rank", Shape.of(1, 3), Shape.of(1, 1, 3), m -> m.weight("c", 1, 1, 1, 3)
                        .node("Add", "y", "x", "c")),
                one("Add of frames of another rank", Shape.of(1, 3), Shape.of(1, 1, 3), m -> {
                    m.longs("axes", 1).node("Unsqueeze", "u", "x", "axes");
                    m.node("Add", "y", "x", "u");
                }),
                one("Concat axis 0", Shape.of(1, 3), Shape.of(1, 6), m -> {
                    m.longs("s", 1, 6);
                    m.node("Concat", "c", "x", "x").addAttribute(ModelBuilder.integer("axis", 0));
                    m.node("Reshape", "y", "c", "s");
                }),
                one("Concat with a constant", Shape.of(1, 3), Shape.of(1, 4), m -> m.weight("c", 1, 1, 1)
                        .node("Concat", "y", "x", "c")
                        .addAttribute(ModelBuilder.integer("axis", 1))),
                one("Transpose", Shape.of(1, 1), Shape.of(1, 1), m -> m.node("Transpose", "y", "x")),
                one("ReduceMean axis 0", Shape.of(1, 3), Shape.of(1, 3), m -> m.node("ReduceMean", "y", "x")
                        .addAttribute(ModelBuilder.ints("axes", 0))),
                one("ReduceMean of all", Shape.of(1, 3), Shape.of(1, 1), m -> m.node("ReduceMean", "y", "x")),
                one("Slice axis 0", Shape.of(1, 3), Shape.of(1, 3), m -> {
                    m.longs("from", 0).longs("to", 1).longs("axes", 0);
                    m.node("Slice", "y", "x", "from", "to", "axes");
                }),
                one("Slice of axes that are int32", Shape.of(1, 3), Shape.of(1, 3), m -> {
                    m.node("Constant", "from").addAttribute(int32s(0, 0));
                    m.node("Constant", "to").addAttribute(int32s(3, 1));
                    m.node("Constant", "axes").addAttribute(int32s(1, 0));
                    m.node("Slice", "y", "x", "from", "to", "axes");
                }),
                one("Flatten axis 0", Shape.of(1, 3), Shape.of(1, 3), m -> m.node("Flatten", "y", "x")
                        .addAttribute(ModelBuilder.integer("axis", 0))),
                one("Unsqueeze axis 0", Shape.of(1, 3), Shape.of(1, 1, 3), m -> m.longs("axes", 0)
                        .node("Unsqueeze", "y", "x", "axes")),
                one("MaxPool with indices", Shape.of(1, 1, 2, 2), Shape.of(1, 1, 1, 1), m -> m.node("MaxPool", "y", "x")
                        .addOutput("places")
                        .addAttribute(ModelBuilder.ints("kernel_shape", 2, 2))),
                one("CumSum, which is not listed", Shape.of(1, 3), Shape.of(1, 3), m -> m.longs("axis", 1)
                        .node("CumSum", "y", "x", "axis")),
                one("A number made of the shape", Shape.of(1, 3), Shape.of(1, 3), m -> {
                    m.node("Shape", "s", "x");
                    m.node("Cast", "f", "s").addAttribute(ModelBuilder.integer("to", 1));
                    m.node("ReduceSum", "n", "f").addAttribute(ModelBuilder.integer("keepdims", 0));
                    m.node("Div", "y", "x", "n");
                }),
                one("more rows than frames", Shape.of(2, 3), Shape.of(2, 3), m -> m.node("Relu", "y", "x")));
    }

    @ParameterizedTest
    @MethodSource("apart")
    void computesFramesAtOnceAsItDoesOneByOne(Case model) throws Exception {
        OnnxModel read = read(model);

        assertThat(FrameRows.obstacle(read.graph(), whole(read))).isEmpty();

        Path slice = folder.resolve(
                Slicer.of(read).write("p", whole(read), folder, true).graph().graphFileName());
        List<Tensor> frames = RandomInputs.of(List.of(read.graph().tensor("x").orElseThrow()), FRAMES, 5).stream()
                .map(sample -> Objects.requireNonNull(sample.get("x")))
                .toList();
        FloatBuffer together = answer(slice, stacked(frames));
        int each = together.remaining() / FRAMES;
        try (Session session = Session.open(read.file())) {
            for (int i = 0; i < FRAMES; i++) {
                FloatBuffer alone = Objects.requireNonNull(session.run(Map.of("x", frames.get(i)))
                                .outputs()
                                .get("y"))
                        .floats();
                assertThat(alone.remaining()).isEqualTo(each);
                for (int j = 0; j < each; j++) {
                    assertThat(together.get(i * each + j)).isCloseTo(alone.get(j), Offset.offset(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mixed")
    void refusesWhatMayMixFrames(Case model) throws Exception {
        OnnxModel read = read(model);

        assertThat(FrameRows.obstacle(read.graph(), whole(read))).isPresent();
    }

    @Test
    void namesWhatStandsInTheWay() throws Exception {
        OnnxModel read = read(
                one("", Shape.of(1, 3), Shape.of(1, 3), m -> m.longs("axis", 1).node("CumSum", "y", "x", "axis")));

        assertThat(FrameRows.obstacle(read.graph(), whole(read)))
                .isEqualTo(Optional.of("node CumSum0 (CumSum) may not keep frames apart"));
    }

    private static Case one(String name, Shape x, Shape y, Consumer<ModelBuilder> nodes) {
        return new Case(name, x, y, nodes);
    }

    private static Case same(String name, Consumer<ModelBuilder> nodes) {
        return one(name, Shape.of(1, 2, 3, 3), Shape.of(1, 2, 3, 3), nodes);
    }

    private OnnxModel read(Case model) throws Exception {
        ModelBuilder builder = new ModelBuilder()
                .input("x", model.x().toArray())
                .output("y", model.y().toArray());
        model.nodes().accept(builder);
        return OnnxModel.read(builder.write(folder.resolve("m.onnx")));
    }

    private static Part whole(OnnxModel model) {
        PartCosts costs = PartCosts.of(model.graph(), CostModel.estimated().of(model.graph()));
        return costs.part(
                IntStream.range(0, model.graph().nodes().size()).boxed().toList());
    }

    private static Tensor stacked(List<Tensor> frames) {
        TensorSpec spec =
                new TensorSpec("x", frames.get(0).type(), frames.get(0).shape());
        ByteBuffer data = ByteBuffer.allocate((int) spec.sizeBytes() * frames.size());
        frames.forEach(frame -> data.put(frame.data()));
        List<Long> dimensions = new ArrayList<>(spec.shape().dimensions());
        dimensions.set(0, (long) frames.size());
        return Tensor.of(spec.type(), new Shape(dimensions), data.flip());
    }

    private static FloatBuffer answer(Path file, Tensor x) throws Exception {
        try (Session session = Session.open(file)) {
            Tensor y =
                    Objects.requireNonNull(session.run(Map.of("x", x)).outputs().get("y"));
            assertThat(y.shape().dimensions().get(0)).isEqualTo(FRAMES);
            return y.floats();
        }
    }

    /** The value of a Constant node. */
    private static AttributeProto int32s(int... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asIntBuffer().put(values);
        return AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(TensorProto.newBuilder()
                        .setDataType(TensorProto.DataType.INT32_VALUE)
                        .addDims(values.length)
                        .setRawData(ByteString.copyFrom(raw)))
                .build();
    }
}
