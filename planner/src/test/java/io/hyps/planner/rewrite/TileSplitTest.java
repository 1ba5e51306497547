package io.hyps.planner.rewrite;

import static io.hyps.planner.onnx.ModelBuilder.integer;
import static io.hyps.planner.onnx.ModelBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.session.SessionException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

final class TileSplitTest {
    private static final double TOLERANCE = 1e-4;

    /** A node with a window, along rows and columns. */
    record Layer(String type, int kernel, int stride, int dilation, List<Integer> pads, String autoPad, int flags) {
        boolean has(int flag) {
            return (flags >> flag & 1) == 1;
        }
    }

    record Grid(int rows, int columns) {}

    @Property(tries = 120)
    void windowsComputeTheSame(@ForAll("layers") Layer layer, @ForAll("grids") Grid grid) throws Exception {
        assertSame(List.of(layer), grid, 13, 19);
    }

    @Property(tries = 60)
    void fusedBlocksComputeTheSame(
            @ForAll("layers") Layer first,
            @ForAll("layers") Layer second,
            @ForAll("layers") Layer third,
            @ForAll("grids") Grid grid)
            throws Exception {
        assertSame(List.of(first, second, third), grid, 61, 57);
    }

    private static void assertSame(List<Layer> layers, Grid grid, int height, int width) throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 4, height, width);
        String last = "x";
        for (int i = 0; i < layers.size(); i++) {
            last = add(model, last, "y" + i, layers.get(i));
        }
        SplitModel.addOutput(model, last, 4);
        try (SplitModel split = open(model)) {
            Split tiles = new Split.Tile("n-y0", "n-" + last, grid.rows(), grid.columns());
            double difference;
            try {
                difference = split.difference(tiles.toString());
            } catch (SplitException e) {
                assertThat(e.getMessage())
                        .containsAnyOf(
                                "nothing but padding",
                                "places: they cannot be cut",
                                "by ONNX Runtime's count",
                                "has auto_pad");
                return;
            }
            assertThat(difference).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    /** Some combinations are none that ONNX has an output for. */
    private static SplitModel open(ModelBuilder model) throws Exception {
        SplitModel split;
        try {
            split = SplitModel.of(model, 19);
        } catch (BadModelException hasNoOutputs) {
            throw new TestAbortedException("not a model", hasNoOutputs);
        }
        try {
            split.difference();
        } catch (SessionException cannotRun) {
            split.close();
            throw new TestAbortedException("not for ONNX Runtime", cannotRun);
        }
        boolean isEmpty = split.graph().tensors().values().stream()
                .anyMatch(tensor -> tensor.shape().elementCount() == 0);
        if (isEmpty) {
            split.close();
            throw new TestAbortedException("makes nothing");
        }
        return split;
    }

    private static String add(ModelBuilder model, String from, String name, Layer layer) {
        String[] inputs = {from};
        if (layer.type().equals("Conv")) {
            int groups = layer.has(0) ? 4 : 1;
            model.weight(name + "w", 4 * layer.kernel() * layer.kernel(), 4, 4 / groups, layer.kernel(), layer.kernel())
                    .weight(name + "b", 2, 4);
            inputs = layer.has(1) ? new String[] {from, name + "w", name + "b"} : new String[] {from, name + "w"};
        }
        NodeProto.Builder node = model.node(layer.type(), name, inputs)
                .setName("n-" + name)
                .addAttribute(ints("kernel_shape", layer.kernel(), layer.kernel()))
                .addAttribute(ints("strides", layer.stride(), layer.stride()));
        if (layer.autoPad().equals("NOTSET")) {
            node.addAttribute(ints("dilations", layer.dilation(), layer.dilation()));
            node.addAttribute(ints(
                    "pads",
                    layer.pads().stream().mapToLong(p -> p % layer.kernel()).toArray()));
        } else {
            node.addAttribute(AttributeProto.newBuilder()
                    .setName("auto_pad")
                    .setType(AttributeProto.AttributeType.STRING)
                    .setS(ByteString.copyFromUtf8(layer.autoPad())));
        }
        if (layer.type().equals("Conv")) {
            node.addAttribute(integer("group", layer.has(0) ? 4 : 1));
        } else {
            node.addAttribute(integer("ceil_mode", layer.has(0) ? 1 : 0));
        }
        if (layer.type().equals("AveragePool")) {
            node.addAttribute(integer("count_include_pad", layer.has(1) ? 1 : 0));
        }
        return name;
    }

    @Provide
    Arbitrary<Layer> layers() {
        return Combinators.combine(
                        Arbitraries.of("Conv", "Conv", "MaxPool", "AveragePool"),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(0, 4).list().ofSize(4),
                        Arbitraries.of("NOTSET", "NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"),
                        Arbitraries.integers().between(0, 3))
                .as(Layer::new);
    }

    @Provide
    Arbitrary<Grid> grids() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(2, 3))
                .as(Grid::new);
    }

    @Property(tries = 10)
    void vgg16BlocksComputeTheSameAndLessIsLive(
            @ForAll @IntRange(min = 2, max = 7) int rows, @ForAll @IntRange(min = 1, max = 3) int columns)
            throws Exception {
        try (SplitModel split = SplitModel.of(ModelBuilder.vgg16(16, 64))) {
            String tiles = "conv0..pool5=tile:" + rows + "x" + columns;

            assertThat(split.difference(tiles)).isLessThanOrEqualTo(TOLERANCE);
            assertThat(peak(split.split(tiles))).isLessThan(peak(split.graph()));
        }
    }

    private static long peak(Graph graph) {
        return PartCosts.of(graph, CostModel.estimated().of(graph))
                .part(IntStream.range(0, graph.nodes().size()).boxed().toList())
                .peakTensorBytes();
    }

    @Test
    void sliceTakesItsPlacesAsAttributesBeforeOpset10() throws Exception {
        try (SplitModel split = SplitModel.of(ModelBuilder.vgg16(16, 32), 9)) {
            assertThat(split.difference("conv0..pool2=tile:2x2")).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @Test
    void residualBlocksCutTheirInputTwice() throws Exception {
        ModelBuilder model = new ModelBuilder().input("x", 1, 4, 13, 13);
        model.weight("w1", 36, 4, 4, 3, 3).weight("w2", 36, 4, 4, 3, 3);
        model.weight("c", 2, 1, 1, 13, 13).weight("slope", 2, 4, 1, 1);
        model.node("Conv", "a", "x", "w1").setName("first").addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("PRelu", "b", "a", "slope");
        model.node("Conv", "d", "b", "w2").addAttribute(ints("pads", 1, 1, 1, 1));
        model.node("Add", "e", "d", "x");
        model.node("Mul", "f", "e", "c");
        model.node("LRN", "g", "f").addAttribute(integer("size", 3));
        model.node("Concat", "out", "g", "b").setName("last").addAttribute(integer("axis", 1));
        SplitModel.addOutput(model, "out", 4);

        try (SplitModel split = SplitModel.of(model)) {
            assertThat(split.difference("first..last=tile:3x2")).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @Test
    void blocksOfARealDagCanBeTiled() throws Exception {
        try (SplitModel split = SplitModel.of(Path.of("../models/fashion/fashion_dag.onnx"))) {
            List<Node> nodes = split.graph().nodes();
            String first = nodes.stream()
                    .filter(node -> node.opType().equals("Conv"))
                    .findFirst()
                    .orElseThrow()
                    .name();
            int tiled = 0;
            for (int last = 0; last < nodes.size(); last++) {
                String tiles = first + ".." + nodes.get(last).name() + "=tile:2x2";
                try {
                    split.split(tiles);
                } catch (SplitException cannotBeTiled) {
                    continue;
                }
                assertThat(split.difference(tiles)).as(tiles).isLessThanOrEqualTo(TOLERANCE);
                tiled++;
            }
            assertThat(tiled).isGreaterThan(10);
        }
    }

    @Test
    void tilesAndChannelsGoTogether() throws Exception {
        try (SplitModel split = SplitModel.of(Path.of("../models/fashion/fashion_vgg16q.onnx"))) {
            String first = nth(split.graph(), "Conv", 0);
            String pool = nth(split.graph(), "MaxPool", 1);
            String gemm = nth(split.graph(), "Gemm", 0);
            String conv = nth(split.graph(), "Conv", 4);

            assertThat(split.difference(first + ".." + pool + "=tile:2x3", conv + "=channel:3", gemm + "=channel:5"))
                    .isLessThanOrEqualTo(TOLERANCE);
        }
    }

    private static String nth(Graph graph, String type, int index) {
        return graph.nodes().stream()
                .filter(node -> node.opType().equals(type))
                .skip(index)
                .findFirst()
                .orElseThrow()
                .name();
    }

    @Test
    void refusesWhatCannotBeTiledInOneLine() throws Exception {
        try (SplitModel split = SplitModel.of(ModelBuilder.vgg16(16, 32))) {
            assertRefused(split, "conv0..fc6=tile:2x2", "node 'Flatten31' is a Flatten that cannot be tiled");
            assertRefused(split, "conv3..conv0=tile:2x2", "'conv0' does not come after 'conv3'");
            assertRefused(split, "conv0..pool2=tile:17x1", "makes 16x16 places: they cannot be cut in 17x1 tiles");
            assertRefused(split, "conv0..Nothing=tile:2x2", "the model has no node 'Nothing'");
        }
        ModelBuilder model = new ModelBuilder().input("x", 1, 4, 8, 8);
        model.node("Relu", "a", "x");
        model.node("Tanh", "b", "a");
        model.node("GlobalAveragePool", "c", "a");
        model.node("Mul", "out", "b", "c");
        SplitModel.addOutput(model, "out", 4);
        try (SplitModel split = SplitModel.of(model)) {
            assertRefused(split, "Relu0..Tanh1=tile:2x2", "tensor 'a' of node 'Relu0' is read outside the block");
            assertRefused(split, "Relu0..Mul3=tile:2x2", "'GlobalAveragePool2' is a GlobalAveragePool that cannot");
        }
    }

    private static void assertRefused(SplitModel model, String split, String reason) {
        assertThatThrownBy(() -> model.split(split))
                .isInstanceOf(SplitException.class)
                .hasMessageStartingWith("the split '" + split + "' cannot be made: ")
                .hasMessageContaining(reason);
    }
}
