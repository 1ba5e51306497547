package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Builds ONNX models for tests, node by node, with seeded random weights. */
public final class ModelBuilder {
    private static final int FLOAT = 1;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final Random random = new Random(7);
    private int nodes;

    public GraphProto.Builder graph() {
        return graph;
    }

    public ModelBuilder input(String name, long... shape) {
        graph.addInput(GraphOutline.value(name, FLOAT, Shape.of(shape)));
        return this;
    }

    public ModelBuilder output(String name, long... shape) {
        graph.addOutput(GraphOutline.value(name, FLOAT, Shape.of(shape)));
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
        int elements = Math.toIntExact(Shape.of(shape).elementCount());
        double deviation = Math.sqrt(2.0 / fanIn);
        ByteBuffer data = ByteBuffer.allocate(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            data.putFloat((float) (random.nextGaussian() * deviation));
        }
        TensorProto.Builder tensor = graph.addInitializerBuilder()
                .setName(name)
                .setDataType(FLOAT)
                .setRawData(UnsafeByteOperations.unsafeWrap(data.flip()));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        return this;
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

    public ModelProto build() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    public Path write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            build().writeTo(out);
        }
        return file;
    }

    /** VGG16 (Simonyan, Zisserman 2014) with all widths divided; 32 or more pixels a side. */
    public static ModelBuilder vgg16(int divisor, int side) {
        ModelBuilder model = new ModelBuilder().input("input", 1, 3, side, side).output("logits", 1, 1000 / divisor);
        int[] widths = {64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0};
        String last = "input";
        int channels = 3;
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] == 0) {
                model.node("MaxPool", "pool" + i, last)
                        .addAttribute(ints("kernel_shape", 2, 2))
                        .addAttribute(ints("strides", 2, 2));
                last = "pool" + i;
                continue;
            }
            int width = widths[i] / divisor;
            model.weight("w" + i, 9 * channels, width, channels, 3, 3).weight("b" + i, 1000, width);
            model.node("Conv", "conv" + i, last, "w" + i, "b" + i).addAttribute(ints("pads", 1, 1, 1, 1));
            model.node("Relu", "relu" + i, "conv" + i);
            last = "relu" + i;
            channels = width;
        }
        model.node("Flatten", "flat", last);
        int features = channels * (side / 32) * (side / 32);
        model.dense("fc6", "flat", features, 4096 / divisor);
        model.node("Relu", "fc6.relu", "fc6");
        model.dense("fc7", "fc6.relu", 4096 / divisor, 4096 / divisor);
        model.node("Relu", "fc7.relu", "fc7");
        return model.dense("logits", "fc7.relu", 4096 / divisor, 1000 / divisor);
    }

    private ModelBuilder dense(String name, String input, int inputs, int outputs) {
        weight(name + ".w", inputs, outputs, inputs).weight(name + ".b", 1000, outputs);
        node("Gemm", name, input, name + ".w", name + ".b").addAttribute(integer("transB", 1));
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
