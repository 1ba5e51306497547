package io.hyps.planner.onnx;

import static io.hyps.planner.onnx.ModelBuilder.graph;
import static io.hyps.planner.onnx.ModelBuilder.integer;
import static io.hyps.planner.onnx.ModelBuilder.ints;
import static io.hyps.planner.onnx.ModelBuilder.real;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files made to harm: each gets one line, soon, within this test's heap. OnnxModelTest has the merely broken ones. */
@Timeout(20)
final class HostileModelsTest {
    private static final int GRAPH = ModelProto.GRAPH_FIELD_NUMBER;

    @TempDir
    Path folder;

    static Stream<Arguments> harm() {
        return Stream.of(
                harm("2^31 x 2^31 x 4 elements", m -> weight(m, 1L << 31, 1L << 31, 4), "overflows"),
                harm("2^62 elements of 4 bytes", m -> weight(m, 1L << 62), "overflows"),
                harm("no elements where one is large", m -> weight(m, 0, 1L << 62, 1L << 62), "holds 48 bytes"),
                harm("17 dimensions", m -> weight(m, new long[17]), "over the limit of 16"),
                harm("an input of 16 GiB", m -> m.input("big", 1 << 16, 1 << 16), "one tensor may have 2 GiB"),
                harm("an input that overflows", m -> m.input("big", 1L << 31, 1L << 31), "overflows"),
                harm(
                        "a constant that grows to 16 GiB",
                        m -> m.constant("n", 1 << 16, 1 << 16).node("ConstantOfShape", "x", "n"),
                        "one tensor may have 2 GiB"),
                harm("a node that reads itself", m -> m.node("Relu", "x", "x"), "a cycle, or nodes out of order"),
                harm(
                        "a node that makes one tensor twice",
                        m -> m.node("Split", "x", "t0").addOutput("x"),
                        "'x' is made twice"),
                harm("texts as weights, too few", HostileModelsTest::texts, "holds 0 texts, its shape [3] needs 3"),
                harm("sparse weights", HostileModelsTest::sparse, "sparse weights"),
                harm("sparse weights in an attribute", HostileModelsTest::sparseAttribute, "sparse weights"),
                harm("a short tensor in an attribute", HostileModelsTest::shortConstant, "holds 13 bytes"),
                harm("a stride of zero", m -> pool(m, 0), "attribute 'strides' with a value below 1"),
                harm("a negative stride", m -> pool(m, -1), "attribute 'strides' with a value below 1"),
                harm(
                        "numbers where a number is asked for",
                        m -> m.node("Flatten", "x", "t0").addAttribute(ints("axis", 1, 2)),
                        "ONNX's checker says"),
                harm(
                        "a float where a whole number is asked for",
                        m -> m.node("Flatten", "x", "t0").addAttribute(real("axis", 1)),
                        "ONNX's checker says"),
                harm(
                        "an attribute of another type than it holds",
                        m -> m.node("Flatten", "x", "t0")
                                .addAttribute(
                                        integer("axis", 1).toBuilder().setType(AttributeProto.AttributeType.GRAPH)),
                        "ONNX's checker says"),
                harm("an offset that overflows", m -> external(m, "w.bin", "9223372036854775807"), "which has only"),
                harm("an offset that is no number", m -> external(m, "w.bin", "1e3"), "with offset '1e3'"),
                harm("a negative offset", m -> external(m, "w.bin", "-1"), "a negative offset"),
                harm("a path with a zero byte", m -> external(m, "w\0.bin", "0"), "which is no path"),
                harm("a folder as weights", m -> external(m, ".", "0"), "there is no file"),
                harm("a device as weights", m -> external(m, "/dev/zero", "0"), "it must be a file"),
                harm("a name of a megabyte", m -> m.node("Relu", "x", "n".repeat(1 << 20)), "which nothing makes"),
                harm("a name with line breaks", m -> m.node("Relu", "x", "a\nb\r\nc"), "which nothing makes"),
                harm("a domain with line breaks", m -> m.node("A\nb", "x", "t0").setDomain("a\nb"), "operator domain"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harm")
    void refusesHarmfulGraphs(String what, Consumer<ModelBuilder> harm, String message) throws IOException {
        ModelBuilder model = ModelBuilder.gemms(4, 3);
        harm.accept(model);
        Files.write(folder.resolve("w.bin"), new byte[48]);

        refused(what, model.build().toByteArray(), message);
    }

    static Stream<Arguments> bytes() {
        return Stream.of(
                Arguments.of("a gigabyte claimed in few bytes", claimed(1 << 30), "cut short"),
                Arguments.of("two gigabytes claimed", claimed(Integer.MAX_VALUE), "cut short"),
                Arguments.of("four gigabytes claimed", claimed(-1), "cut short"),
                Arguments.of("30,000 empty nodes", repeated(30_000, 2), "30000 nodes, over the limit of 20000"),
                Arguments.of("eight million empty nodes", repeated(8_000_000, 2), "other parts, too many for a model"),
                Arguments.of("eight million unknown fields", unknown(8_000_000), "other parts, too many for a model"),
                Arguments.of("a group", new byte[] {0x0b, 0x0c}, "a group, which the format does not have"),
                Arguments.of("bodies nested 60 deep", nested(60), "nests messages more than 100 deep"),
                Arguments.of("a function that calls itself", functions(1, 0), "calls itself"),
                Arguments.of("2^18 nodes from 19 functions", functions(19, 2), "more than 200000 nodes when called"),
                Arguments.of("functions nested 100 deep", functions(100, 1), "more than 20 deep"),
                Arguments.of("format version 0", ir(0), "is of format (IR) version 0"),
                Arguments.of("format version 2^60", ir(1L << 60), "is of format (IR) version 1152921504606846976"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bytes")
    void refusesHarmfulBytes(String what, byte[] bytes, String message) throws IOException {
        refused(what, bytes, message);
    }

    private void refused(String what, byte[] bytes, String message) throws IOException {
        Path file = Files.write(folder.resolve("m.onnx"), bytes);

        assertThatThrownBy(() -> OnnxModel.read(file))
                .as(what)
                .isInstanceOf(BadModelException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()))
                        .hasLineCount(1)
                        .hasSizeLessThan(500));
    }

    private static Arguments harm(String what, Consumer<ModelBuilder> harm, String message) {
        return Arguments.of(what, harm, message);
    }

    private static void weight(ModelBuilder model, long... dimensions) {
        TensorProto.Builder tensor = model.graph().getInitializerBuilder(0).clearDims();
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
    }

    private static void texts(ModelBuilder model) {
        model.initializer("s", DataType.STRING_VALUE, ByteBuffer.allocate(0), 3);
    }

    private static void sparse(ModelBuilder model) {
        model.graph().addSparseInitializer(SparseTensorProto.getDefaultInstance());
    }

    private static void sparseAttribute(ModelBuilder model) {
        model.node("Constant", "x")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("sparse_value")
                        .setType(AttributeProto.AttributeType.SPARSE_TENSOR)
                        .setSparseTensor(SparseTensorProto.newBuilder().addDims(1L << 40)));
    }

    private static void shortConstant(ModelBuilder model) {
        model.node("Constant", "x")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(TensorProto.newBuilder()
                                .setDataType(DataType.INT64_VALUE)
                                .addDims(1_000_000)
                                .setRawData(ByteString.copyFrom(new byte[13]))));
    }

    private static void pool(ModelBuilder model, long stride) {
        model.input("image", 1, 1, 8, 8);
        model.node("MaxPool", "x", "image")
                .addAttribute(ints("kernel_shape", 2, 2))
                .addAttribute(ints("strides", stride, stride));
    }

    private static void external(ModelBuilder model, String location, String offset) {
        model.graph()
                .getInitializerBuilder(0)
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", offset));
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static byte[] claimed(int length) {
        return written(out -> {
            out.writeUInt32NoTag(tag(GRAPH));
            out.writeUInt32NoTag(length);
            out.writeRawBytes(new byte[] {10, 0, 10, 0});
        });
    }

    /** A graph of so many messages that hold nothing: as many objects from two bytes each. */
    private static byte[] repeated(int count, int bytesEach) {
        return written(out -> {
            out.writeUInt32NoTag(tag(GRAPH));
            out.writeUInt32NoTag(count * bytesEach);
            for (int i = 0; i < count; i++) {
                out.writeUInt32NoTag(tag(GraphProto.NODE_FIELD_NUMBER));
                out.writeUInt32NoTag(0);
            }
        });
    }

    private static byte[] unknown(int count) {
        return written(out -> {
            for (int i = 0; i < count; i++) {
                out.writeInt32(2000, 1);
            }
        });
    }

    private static byte[] nested(int depth) {
        GraphProto body = GraphProto.newBuilder().setName("deepest").build();
        for (int i = 0; i < depth; i++) {
            body = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder().setOpType("If").addAttribute(graph("then_branch", body)))
                    .build();
        }
        return ModelBuilder.gemms(4, 3).build().toBuilder()
                .setGraph(body)
                .build()
                .toByteArray();
    }

    /** Each function calls the next so many times; with 0 it calls itself. */
    private static byte[] functions(int count, int calls) {
        ModelBuilder model = ModelBuilder.gemms(4, 3);
        model.node("F0", "x", "t0").setDomain("own");
        ModelProto.Builder proto = model.build().toBuilder()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1));
        for (int i = 0; i < count; i++) {
            FunctionProto.Builder function = FunctionProto.newBuilder()
                    .setName("F" + i)
                    .setDomain("own")
                    .addInput("a")
                    .addOutput("b0");
            for (int call = 0; call < Math.max(1, calls); call++) {
                function.addNode(NodeProto.newBuilder()
                        .setOpType("F" + (calls == 0 ? i : i + 1))
                        .setDomain("own")
                        .addInput("a")
                        .addOutput("b" + call));
            }
            proto.addFunctions(function);
        }
        return proto.build().toByteArray();
    }

    private static byte[] ir(long version) {
        return ModelBuilder.gemms(4, 3).build().toBuilder()
                .setIrVersion(version)
                .build()
                .toByteArray();
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static int tag(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
