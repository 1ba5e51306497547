package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.hyps.planner.networks.Vgg;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Builds ONNX models for tests, node by node, with seeded random weights. */
public final class ModelBuilder {
    private static final int FLOAT = 1;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final SeededNormals normals = new SeededNormals(7);
    private int opset = 13;
    private int irVersion = 8;
    private int nodes;

    public GraphProto.Builder graph() {
        return graph;
    }

    public ModelBuilder opset(int version) {
        opset = version;
        return this;
    }

    public ModelBuilder irVersion(int version) {
        irVersion = version;
        return this;
    }

    public ModelBuilder input(String name, long... shape) {
        return typedInput(name, FLOAT, shape);
    }

    /** @param type a number of TensorProto.DataType */
    public ModelBuilder typedInput(String name, int type, long... shape) {
        graph.addInput(GraphOutline.value(name, type, Shape.of(shape)));
        return this;
    }

    public ModelBuilder output(String name, long... shape) {
        return typedOutput(name, FLOAT, shape);
    }

    /** @param type a number of TensorProto.DataType */
    public ModelBuilder typedOutput(String name, int type, long... shape) {
        graph.addOutput(GraphOutline.value(name, type, Shape.of(shape)));
        return this;
    }

    public NodeProto.Builder node(String type, String output, String... inputs) {
        return graph.addNodeBuilder()
                .setName(type + nodes++)
                .setOpType(type)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    /** Normal weights with He's variance, so that activations keep their range. */
    public ModelBuilder weight(String name, int fanIn, long... shape) {
        return normal(name, 0, (float) Math.sqrt(2.0 / fanIn), shape);
    }

    /** Normal float32 weights. */
    public ModelBuilder normal(String name, float mean, float deviation, long... shape) {
        int elements = Math.toIntExact(Shape.of(shape).elementCount());
        ByteBuffer data = OffHeap.allocate(4 * elements);
        normals.fill(data.asFloatBuffer(), mean, deviation);
        return initializer(name, FLOAT, data, shape);
    }

    /** A weight of any type, from its bytes. */
    public ModelBuilder initializer(String name, int type, ByteBuffer data, long... shape) {
        graph.addInitializer(tensor(name, type, data, shape));
        return this;
    }

    /** A weight of int64 elements, such as a shape or axes. */
    public ModelBuilder longs(String name, long... elements) {
        return initializer(name, TensorProto.DataType.INT64_VALUE, bytes(elements), elements.length);
    }

    /** A Constant node that makes a float32 scalar. */
    public ModelBuilder scalar(String name, float value) {
        ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
        node("Constant", name).addAttribute(tensorAttribute("value", tensor("", FLOAT, data)));
        return this;
    }

    /** A Constant node that makes a vector of int64. */
    public ModelBuilder constant(String name, long... elements) {
        TensorProto tensor = tensor("", TensorProto.DataType.INT64_VALUE, bytes(elements), elements.length);
        node("Constant", name).addAttribute(tensorAttribute("value", tensor));
        return this;
    }

    private static ByteBuffer bytes(long... elements) {
        ByteBuffer data = ByteBuffer.allocate(8 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(elements);
        return data;
    }

    private static TensorProto tensor(String name, int type, ByteBuffer data, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type)
                .setRawData(UnsafeByteOperations.unsafeWrap(data));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        return tensor.build();
    }

    private static AttributeProto tensorAttribute(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    public static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public static AttributeProto graph(String name, GraphProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(value)
                .build();
    }

    public ModelProto build() {
        return ModelProto.newBuilder()
                .setIrVersion(irVersion)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build();
    }

    public Path write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            build().writeTo(out);
        }
        return file;
    }

    /** The same model with its weights of 1 KiB and more in one file beside it, {@code <name>.weights}. */
    public Path writeExternal(Path file) throws IOException {
        ModelProto whole = build();
        Path beside = file.resolveSibling(file.getFileName() + ".weights");
        ModelProto.Builder model = whole.toBuilder();
        try (FileChannel out = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
                ByteString data = tensor.getRawData();
                if (data.size() >= 1024) {
                    long offset = out.position();
                    ByteBuffer bytes = data.asReadOnlyByteBuffer();
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                    tensor.clearRawData()
                            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                            .addExternalData(
                                    entry("location", beside.getFileName().toString()))
                            .addExternalData(entry("offset", Long.toString(offset)))
                            .addExternalData(entry("length", Integer.toString(data.size())));
                }
            }
        }
        return Files.write(file, model.build().toByteArray());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    /** VGG16 with all widths divided; 32 or more pixels a side. */
    public static ModelBuilder vgg16(int divisor, int side) {
        return Vgg.sixteen(divisor, side);
    }

    /** A Gemm with weights of its own. */
    public ModelBuilder dense(String name, String input, int inputs, int outputs) {
        weight(name + ".w", inputs, outputs, inputs).weight(name + ".b", 1000, outputs);
        node("Gemm", name, input, name + ".w", name + ".b").setName(name).addAttribute(integer("transB", 1));
        return this;
    }

    /** A chain of Gemms whose weights have the given numbers of columns, which are also their inputs. */
    public static ModelBuilder gemms(int... widths) {
        ModelBuilder model = new ModelBuilder()
                .input("t0", 1, widths[0])
                .output("t" + (widths.length - 1), 1, widths[widths.length - 1]);
        for (int i = 1; i < widths.length; i++) {
            model.dense("t" + i, "t" + (i - 1), widths[i - 1], widths[i]);
        }
        return model;
    }
}
