package io.hyps.planner.onnx;

import static io.hyps.planner.onnx.ModelBuilder.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import io.hyps.planner.graph.Graph;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class OnnxModelTest {
    @TempDir
    Path folder;

    @Test
    void findsAllShapesOfAChain() throws Exception {
        Graph graph = OnnxModel.read(ModelBuilder.vgg16(16, 32).write(folder.resolve("m.onnx")))
                .graph();

        assertThat(graph.nodes()).hasSize(39 - 2);
        assertThat(graph.tensor("pool17"))
                .hasValueSatisfying(t -> assertThat(t.shape()).isEqualTo(Shape.of(1, 32, 1, 1)));
        assertThat(graph.inputs()).containsExactly("input");
    }

    @Test
    void fixesTheBatchToOne() throws Exception {
        ModelBuilder model = ModelBuilder.gemms(4, 3);
        setDynamic(model, 0, "batch");

        assertThat(OnnxModel.read(model.write(folder.resolve("m.onnx"))).graph().tensor("t0"))
                .hasValueSatisfying(t -> assertThat(t.shape()).isEqualTo(Shape.of(1, 4)));
    }

    @Test
    void takesTheShapeGivenForAnInput() throws Exception {
        ModelBuilder model = ModelBuilder.gemms(4, 3);
        setDynamic(model, 0, "batch");
        Path file = model.write(folder.resolve("m.onnx"));

        assertThat(OnnxModel.read(file, Map.of("t0", Shape.of(2, 4))).graph().tensor("t1"))
                .hasValueSatisfying(t -> assertThat(t.shape()).isEqualTo(Shape.of(2, 3)));
        assertThatThrownBy(() -> OnnxModel.read(file, Map.of("t0", Shape.of(2, 5))))
                .hasMessageContaining("input 't0' has 4 as dimension 1, the shape given says 5");
        assertThatThrownBy(() -> OnnxModel.read(file, Map.of("x", Shape.of(2, 5))))
                .hasMessageContaining("has no input 'x'");
    }

    @Test
    void readsWeightsFromAFileBesideTheModel() throws Exception {
        Path file = external("w.bin", 0).write(folder.resolve("m.onnx"));
        Files.write(folder.resolve("w.bin"), new byte[48]);

        OnnxModel model = OnnxModel.read(file);

        assertThat(model.externalFiles()).containsExactly(Path.of("w.bin"));
        assertThat(model.graph().weightsBytes()).isEqualTo(48 + 12);
    }

    @Test
    void refusesExternalDataThatIsTooShort() throws Exception {
        Path file = external("w.bin", 8).write(folder.resolve("m.onnx"));
        Files.write(folder.resolve("w.bin"), new byte[48]);

        assertThatThrownBy(() -> OnnxModel.read(file)).hasMessageContaining("which has only 48");
    }

    @Test
    void refusesALinkThatLeavesTheFolder() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.write(folder.resolve("w.bin"), new byte[48]);
        Files.createSymbolicLink(inner.resolve("w.bin"), folder.resolve("w.bin"));
        Path file = external("w.bin", 0).write(inner.resolve("m.onnx"));

        assertThatThrownBy(() -> OnnxModel.read(file)).hasMessageContaining("a link that leaves the model's folder");
    }

    static Stream<Arguments> badModels() {
        return Stream.of(
                bad(
                        "its output is made by no node",
                        m -> m.output("nothing", 1),
                        "output 'nothing' is made by no node"),
                bad("a dangling input", m -> m.node("Relu", "x", "ghost"), "reads 'ghost', which nothing makes"),
                bad(
                        "a cycle",
                        m -> {
                            m.node("Relu", "a", "b");
                            m.node("Relu", "b", "a");
                        },
                        "makes only later: a cycle, or nodes out of order"),
                bad("two makers", m -> m.node("Relu", "t1", "t0"), "tensor 't1' is made twice"),
                bad("a node that makes an input", m -> m.node("Relu", "t0", "t1"), "already an input or weight"),
                bad(
                        "a negative dimension",
                        m -> dims(m, -3, 4),
                        "weight 't1.w': shape [-3, 4] has a negative dimension"),
                bad("an overflow", m -> dims(m, Long.MAX_VALUE, 4), "overflows"),
                bad("short weights", m -> dims(m, 30, 40), "holds 48 bytes, its shape [30, 40] needs 4800"),
                bad(
                        "two weights of one name",
                        m -> m.graph().addInitializer(m.graph().getInitializer(0)),
                        "holds two weights named 't1.w'"),
                bad("an unknown domain", m -> m.node("Magic", "x", "t0").setDomain("acme"), "operator domain 'acme'"),
                bad("an unknown operator", m -> m.node("Magic", "x", "t0"), "ONNX's checker says"),
                bad(
                        "an element type",
                        m -> m.graph().getInitializerBuilder(0).setDataType(99),
                        "element type 99, which is unknown"),
                bad(
                        "a missing attribute",
                        m -> m.node("Conv", "x", "t0").addAttribute(integer("nonsense", 1)),
                        "ONNX's checker says"),
                bad("dynamic sides", m -> setDynamic(m, 1, "height"), "dynamic dimension height: give its shape"),
                bad("an absolute path", m -> location(m, "/etc/passwd"), "must be a file in the model's folder"),
                bad("a path upwards", m -> location(m, "../w.bin"), "must be a file in the model's folder"),
                bad("no file there", m -> location(m, "gone.bin"), "where there is no file"),
                bad("no nodes", m -> m.graph().clearNode(), "holds no graph with nodes"),
                bad("input shapes that cannot be", m -> m.node("MatMul", "x", "t0", "t0"), "ONNX's checker says"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badModels")
    void refusesBadModelsInOneLine(String what, Consumer<ModelBuilder> harm, String message) throws IOException {
        ModelBuilder model = ModelBuilder.gemms(4, 3);
        harm.accept(model);
        Path file = model.write(folder.resolve("bad.onnx"));

        assertThatThrownBy(() -> OnnxModel.read(file))
                .as(what)
                .isInstanceOf(BadModelException.class)
                .hasMessageStartingWith("bad.onnx: ")
                .hasMessageContaining(message)
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
    }

    @Test
    void refusesFilesThatAreNoModels() throws IOException {
        byte[] whole = ModelBuilder.gemms(4, 3).build().toByteArray();
        Map<String, byte[]> files = Map.of(
                "cut short",
                Arrays.copyOf(whole, whole.length / 2),
                "text",
                "this is no model, but some text".getBytes(StandardCharsets.UTF_8),
                "empty",
                new byte[0],
                "another message",
                new byte[] {8, 1});
        for (Map.Entry<String, byte[]> bad : files.entrySet()) {
            Path file = Files.write(folder.resolve("bad.onnx"), bad.getValue());
            assertThatThrownBy(() -> OnnxModel.read(file))
                    .as(bad.getKey())
                    .isInstanceOf(BadModelException.class)
                    .satisfies(e ->
                            assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
        }
        assertThatThrownBy(() -> OnnxModel.read(folder)).hasMessageContaining("is not a file");
    }

    private static Arguments bad(String what, Consumer<ModelBuilder> harm, String message) {
        return Arguments.of(what, harm, message);
    }

    private static void dims(ModelBuilder model, long... dims) {
        TensorProto.Builder tensor = model.graph().getInitializerBuilder(0).clearDims();
        Arrays.stream(dims).forEach(tensor::addDims);
    }

    private static void setDynamic(ModelBuilder model, int dimension, String name) {
        model.graph()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .setDim(dimension, Dimension.newBuilder().setDimParam(name));
        model.graph()
                .getOutputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .setDim(dimension, Dimension.newBuilder().setDimParam(name));
    }

    private static void location(ModelBuilder model, String path) {
        model.graph()
                .getInitializerBuilder(0)
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(path));
    }

    private static ModelBuilder external(String path, int offset) {
        ModelBuilder model = ModelBuilder.gemms(4, 3);
        location(model, path);
        model.graph()
                .getInitializerBuilder(0)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("offset").setValue(Integer.toString(offset)));
        return model;
    }

    @Test
    void keepsTheModelAsItIs() throws Exception {
        ModelProto proto = ModelBuilder.gemms(4, 3, 2).build();
        Path file = Files.write(folder.resolve("m.onnx"), proto.toByteArray());

        assertThat(OnnxModel.read(file).proto()).isEqualTo(proto);
    }
}
