package io.hyps.planner.rewrite;

import static io.hyps.planner.onnx.ModelBuilder.integer;
import static io.hyps.planner.onnx.ModelBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.onnx.ModelBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ChannelSplitTest {
    private static final double TOLERANCE = 1e-4;

    /** What can stay in a branch, as a list of node types after the layer. */
    private static final List<List<String>> FOLLOWERS = List.of(
            List.of(),
            List.of("Relu"),
            List.of("BatchNormalization", "Clip", "MaxPool"),
            List.of("AddChannel", "LeakyRelu", "AveragePool"),
            List.of("PRelu", "Depthwise", "Relu"),
            List.of("Sigmoid", "MulSelf", "GlobalAveragePool"),
            List.of("InstanceNormalization", "MaxPool", "Flatten"),
            List.of("Relu", "Reshape"));

    @Property(tries = 150)
    void convolutionsComputeTheSame(
            @ForAll @IntRange(min = 1, max = 5) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 0, max = 3) int groupKind,
            @ForAll @IntRange(min = 2, max = 5) int ways,
            @ForAll @IntRange(min = 0, max = 7) int followers,
            @ForAll boolean bias,
            @ForAll boolean transposed)
            throws Exception {
        int groups = List.of(1, 1, 3, 6).get(groupKind);
        int channels = groups == 1 ? 7 : 12;
        ModelBuilder model = new ModelBuilder().input("x", 1, 6, 12, 11);
        long[] weight = transposed
                ? new long[] {6, channels / groups, kernel, kernel}
                : new long[] {channels, 6 / groups, kernel, kernel};
        model.weight("w", 6 * kernel * kernel, weight).weight("b", 2, channels);
        NodeProto.Builder node = model.node(
                        transposed ? "ConvTranspose" : "Conv",
                        "y",
                        bias ? new String[] {"x", "w", "b"} : new String[] {"x", "w"})
                .setName("conv")
                .addAttribute(integer("group", groups))
                .addAttribute(ints("strides", stride, stride));
        if (transposed && stride > 1) {
            node.addAttribute(ints("output_padding", 1, 0));
        }
        String output = follow(model, "y", channels, FOLLOWERS.get(followers));
        SplitModel.addOutput(model, output, followers > 5 ? 2 : 4);

        int most = Math.min(ways, groups == 1 ? channels : groups);
        try (SplitModel split = SplitModel.of(model)) {
            assertThat(split.difference("conv=channel:" + most)).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @Property(tries = 60)
    void matrixProductsComputeTheSame(
            @ForAll boolean transA,
            @ForAll boolean transB,
            @ForAll @IntRange(min = 0, max = 5) int biasForm,
            @ForAll @IntRange(min = 2, max = 5) int ways)
            throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", transA ? 8 : 2, transA ? 2 : 8);
        model.weight("w", 8, transB ? 5 : 8, transB ? 8 : 5);
        List<long[]> forms = List.of(
                new long[] {}, new long[] {1}, new long[] {5}, new long[] {1, 5}, new long[] {2, 5}, new long[] {2, 1});
        model.weight("c", 2, forms.get(biasForm));
        model.node("Gemm", "y", "x", "w", "c")
                .setName("gemm")
                .addAttribute(integer("transA", transA ? 1 : 0))
                .addAttribute(integer("transB", transB ? 1 : 0))
                .addAttribute(real("alpha", 0.5f))
                .addAttribute(real("beta", 2));
        model.node("Relu", "z", "y");
        SplitModel.addOutput(model, "z", 2);

        try (SplitModel split = SplitModel.of(model)) {
            assertThat(split.difference("gemm=channel:" + ways)).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @Test
    void matMulTakesItsBiasAndActivationAlong() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 2, 3, 8);
        model.weight("w", 8, 8, 10).weight("b", 2, 10);
        model.node("MatMul", "y", "x", "w").setName("mm");
        model.node("Add", "z", "b", "y");
        model.node("Tanh", "out", "z");
        SplitModel.addOutput(model, "out", 3);

        try (SplitModel split = SplitModel.of(model)) {
            assertThat(split.difference("mm=channel:3")).isLessThanOrEqualTo(TOLERANCE);
            assertThat(split.split("mm=channel:3").nodes())
                    .extracting(Node::opType)
                    .containsExactly(
                            "MatMul", "Add", "Tanh", "MatMul", "Add", "Tanh", "MatMul", "Add", "Tanh", "Concat");
        }
    }

    @Property(tries = 60)
    void pairsExchangePartialSumsOnly(
            @ForAll @IntRange(min = 2, max = 6) int ways, @ForAll boolean pooled, @ForAll boolean dense)
            throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 3, 8, 8);
        model.weight("w1", 27, 6, 3, 3, 3).weight("b1", 2, 6);
        model.node("Conv", "y1", "x", "w1", "b1").setName("first");
        String between = follow(model, "y1", 6, pooled ? List.of("Relu", "MaxPool") : List.of("Relu"));
        int side = pooled ? 3 : 6;
        if (dense) {
            model.node("Flatten", "flat", between);
            model.weight("w2", 6 * side * side, 6L * side * side, 5).weight("b2", 2, 5);
            model.node("Gemm", "y2", "flat", "w2", "b2").setName("second");
        } else {
            model.weight("w2", 54, 4, 6, 3, 3).weight("b2", 2, 4);
            model.node("Conv", "y2", between, "w2", "b2").setName("second");
        }
        SplitModel.addOutput(model, "y2", dense ? 2 : 4);

        try (SplitModel split = SplitModel.of(model)) {
            assertThat(split.difference("first..second=channel:" + ways)).isLessThanOrEqualTo(TOLERANCE);
            assertThat(split.split("first..second=channel:" + ways).nodes())
                    .filteredOn(node -> node.opType().equals("Concat"))
                    .isEmpty();
        }
    }

    @Test
    void gemmsBeforeOpset11AddNothingInsteadOfNoBias() throws Exception {
        try (SplitModel split = SplitModel.of(ModelBuilder.gemms(6, 8, 5), 9)) {
            assertThat(split.difference("t1..t2=channel:3")).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @Test
    void transposedConvolutionsSumOverTheirInputs() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 3, 6, 6);
        model.weight("w1", 3, 8, 3, 1, 1).weight("w2", 32, 8, 4, 2, 2).weight("b2", 2, 4);
        model.node("Conv", "y1", "x", "w1").setName("first");
        model.node("ConvTranspose", "y2", "y1", "w2", "b2").setName("second").addAttribute(ints("strides", 2, 2));
        SplitModel.addOutput(model, "y2", 4);

        try (SplitModel split = SplitModel.of(model)) {
            assertThat(split.difference("first..second=channel:4")).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @Test
    void eachShareOfTheNextLayerJoinsForItself() throws Exception {
        try (SplitModel split = SplitModel.of(ModelBuilder.gemms(6, 8, 5))) {
            Graph graph = split.split("t2=channel:2", "t1=channel:3");

            assertThat(graph.nodes())
                    .extracting(Node::opType)
                    .containsExactly("Gemm", "Gemm", "Gemm", "Concat", "Gemm", "Concat", "Gemm", "Concat");
            assertThat(split.difference("t2=channel:2", "t1=channel:3")).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @Test
    void ofVgg16AllLayersCanBeSplitAtOnce() throws Exception {
        try (SplitModel split = SplitModel.of(ModelBuilder.vgg16(8, 32))) {
            String[] splits = split.graph().nodes().stream()
                    .filter(node -> List.of("Conv", "Gemm").contains(node.opType()))
                    .map(node -> node.name() + "=channel:3")
                    .toArray(String[]::new);

            assertThat(splits).hasSize(16);
            assertThat(split.difference(splits)).isLessThanOrEqualTo(TOLERANCE);
            assertThat(split.split(splits).weightsBytes())
                    .isEqualTo(split.graph().weightsBytes());
        }
    }

    @Test
    void layersOfARealDagCanBeSplit() throws Exception {
        for (String name : List.of("fashion_dag", "fashion_vgg16q")) {
            try (SplitModel split = SplitModel.of(Path.of("../models/fashion/" + name + ".onnx"))) {
                for (Node node : split.graph().nodes()) {
                    if (List.of("Conv", "Gemm").contains(node.opType())) {
                        assertThat(split.difference(node.name() + "=channel:3"))
                                .as(node.name())
                                .isLessThanOrEqualTo(TOLERANCE);
                    }
                }
            }
        }
    }

    @Test
    void refusesWhatCannotBeSplitInOneLine() throws Exception {
        try (SplitModel split = SplitModel.of(ModelBuilder.vgg16(16, 32))) {
            assertRefused(split, "conv9=channel:2", "the model has no node 'conv9'; near are 'conv0'");
            assertRefused(split, "Relu1=channel:2", "'Relu1' is a Relu: only Conv, ConvTranspose, Gemm and MatMul");
            assertRefused(split, "conv0=channel:5", "'conv0' has 4 output channels: split it in at most 4 ways");
            assertRefused(split, "conv0..conv3=channel:2", "'conv3' does not follow 'conv0' with nothing between them");
        }
        ModelBuilder twice = ModelBuilder.gemms(6, 8, 5);
        try (SplitModel split = SplitModel.of(twice)) {
            assertThatThrownBy(() -> split.split("t1..t2=channel:2", "t2=channel:2"))
                    .hasMessageContaining("'t2' is in another split already");
        }
        ModelBuilder made = new ModelBuilder().input("x", 2, 4).input("w", 4, 6);
        made.node("MatMul", "y", "x", "w").setName("mm");
        SplitModel.addOutput(made, "y", 2);
        try (SplitModel split = SplitModel.of(made)) {
            assertRefused(split, "mm=channel:2", "reads 'w', which is no constant");
        }
    }

    private static void assertRefused(SplitModel model, String split, String reason) {
        assertThatThrownBy(() -> model.split(split))
                .isInstanceOf(SplitException.class)
                .hasMessageStartingWith("the split '" + split + "' cannot be made: ")
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1);
    }

    private static String follow(ModelBuilder model, String from, int channels, List<String> types) {
        String last = from;
        for (int i = 0; i < types.size(); i++) {
            last = follow(model, last, "f" + i, channels, types.get(i));
        }
        return last;
    }

    private static String follow(ModelBuilder model, String from, String name, int channels, String type) {
        switch (type) {
            case "BatchNormalization" -> {
                model.weight(name + "s", 2, channels)
                        .weight(name + "b", 2, channels)
                        .weight(name + "m", 2, channels);
                SplitModel.addPositive(model, name + "v", channels);
                model.node(type, name, from, name + "s", name + "b", name + "m", name + "v");
            }
            case "InstanceNormalization" -> {
                model.weight(name + "s", 2, channels).weight(name + "b", 2, channels);
                model.node(type, name, from, name + "s", name + "b");
            }
            case "Clip" -> {
                model.weight(name + "max", 2);
                model.node(type, name, from, "", name + "max");
            }
            case "MaxPool", "AveragePool" ->
                model.node(type, name, from)
                        .addAttribute(ints("kernel_shape", 2, 2))
                        .addAttribute(ints("strides", 2, 2));
            case "AddChannel" -> {
                model.weight(name + "c", 2, 1, channels, 1, 1);
                model.node("Add", name, from, name + "c");
            }
            case "PRelu" -> {
                model.weight(name + "c", 2, channels, 1, 1);
                model.node(type, name, from, name + "c");
            }
            case "MulSelf" -> model.node("Mul", name, from, from);
            case "Depthwise" -> {
                model.weight(name + "w", 9, 2L * channels, 1, 1, 1).weight(name + "b", 9, 2L * channels);
                model.node("Conv", name, from, name + "w", name + "b").addAttribute(integer("group", channels));
            }
            case "Reshape" -> {
                NodeProto.Builder shape = model.node("Constant", name + "shape");
                shape.addAttribute(ints("value_ints", 1, -1));
                model.node(type, name, from, name + "shape");
            }
            default -> model.node(type, name, from);
        }
        return name;
    }

    private static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    @Test
    void namesAreDifferent() throws Exception {
        try (SplitModel split = SplitModel.of(ModelBuilder.vgg16(16, 32))) {
            Graph graph = split.split("conv0=channel:4", "conv1=channel:2");

            assertThat(graph.nodes()).extracting(Node::name).doesNotHaveDuplicates();
            assertThat(graph.nodes().get(0).name()).startsWith("conv0/channel-1-of-4");
            assertThat(graph.nodes().get(0).origin()).isEqualTo("conv0");
            assertThat(IntStream.range(0, 4)
                            .mapToObj(i -> graph.nodes().get(2 * i).origin()))
                    .containsOnly("conv0");
        }
    }
}
