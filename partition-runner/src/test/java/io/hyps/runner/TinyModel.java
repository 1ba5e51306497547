package io.hyps.runner;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Slices of a few bytes: a 1×1 convolution with its weight in an external file and a Relu, or an addition. */
public final class TinyModel {
    public static final Shape SHAPE = Shape.of(1, 1, 2, 2);

    private TinyModel() {}

    /** A slice and its files' contents. */
    public record Slice(SliceRef ref, Map<Sha256, byte[]> files) {}

    /** {@code output = relu(factor · input)}. */
    public static Slice convolution(String input, String output, float factor) {
        byte[] weights = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(factor)
                .array();
        Sha256 digest = Sha256.of(weights);
        SliceRef.Blob blob = new SliceRef.Blob(digest, weights.length);
        OnnxMl.GraphProto graph = OnnxMl.GraphProto.newBuilder()
                .setName("convolution")
                .addInput(value(input, OnnxMl.TensorProto.DataType.FLOAT, 1, 1, 2, 2))
                .addOutput(value(output, OnnxMl.TensorProto.DataType.FLOAT, 1, 1, 2, 2))
                .addInitializer(OnnxMl.TensorProto.newBuilder()
                        .setName("weight")
                        .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                        .addDims(1)
                        .addDims(1)
                        .addDims(1)
                        .addDims(1)
                        .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("location", blob.weightsFileName()))
                        .addExternalData(entry("offset", "0"))
                        .addExternalData(entry("length", "4")))
                .addNode(node("Conv", "product").addInput(input).addInput("weight"))
                .addNode(node("Relu", output).addInput("product"))
                .build();
        byte[] model = model(graph);
        return new Slice(
                new SliceRef(new SliceRef.Blob(Sha256.of(model), model.length), blob),
                Map.of(Sha256.of(model), model, digest, weights));
    }

    /** {@code output = left + right}. */
    public static Slice addition(String left, String right, String output) {
        return slice(OnnxMl.GraphProto.newBuilder()
                .setName("addition")
                .addInput(value(left, OnnxMl.TensorProto.DataType.FLOAT, 1, 1, 2, 2))
                .addInput(value(right, OnnxMl.TensorProto.DataType.FLOAT, 1, 1, 2, 2))
                .addOutput(value(output, OnnxMl.TensorProto.DataType.FLOAT, 1, 1, 2, 2))
                .addNode(node("Add", output).addInput(left).addInput(right))
                .build());
    }

    /** {@code output = relu(input)}, with float32 elements. */
    public static Slice relu(String input, String output, Shape shape) {
        return slice(OnnxMl.GraphProto.newBuilder()
                .setName("relu")
                .addInput(value(input, OnnxMl.TensorProto.DataType.FLOAT, shape.toArray()))
                .addOutput(value(output, OnnxMl.TensorProto.DataType.FLOAT, shape.toArray()))
                .addNode(node("Relu", output).addInput(input))
                .build());
    }

    /** {@code output = input}, of any element type. */
    public static Slice identity(OnnxMl.TensorProto.DataType type, long... dimensions) {
        return slice(OnnxMl.GraphProto.newBuilder()
                .setName("identity")
                .addInput(value("x", type, dimensions))
                .addOutput(value("y", type, dimensions))
                .addNode(node("Identity", "y").addInput("x"))
                .build());
    }

    /** The same for any number of frames at once. */
    public static Slice batched(Slice single) {
        SliceRef.Blob weights = single.ref().weights();
        byte[] model =
                Objects.requireNonNull(single.files().get(single.ref().graph().sha256()));
        try {
            OnnxMl.ModelProto.Builder open = OnnxMl.ModelProto.parseFrom(model).toBuilder();
            Stream.concat(
                            open.getGraphBuilder().getInputBuilderList().stream(),
                            open.getGraphBuilder().getOutputBuilderList().stream())
                    .forEach(value -> value.getTypeBuilder()
                            .getTensorTypeBuilder()
                            .getShapeBuilder()
                            .getDimBuilder(0)
                            .setDimParam("batch"));
            byte[] bytes = open.build().toByteArray();
            Map<Sha256, byte[]> files = new HashMap<>(single.files());
            files.put(Sha256.of(bytes), bytes);
            return new Slice(new SliceRef(new SliceRef.Blob(Sha256.of(bytes), bytes.length), weights), files);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Slice slice(OnnxMl.GraphProto graph) {
        byte[] model = model(graph);
        return new Slice(
                new SliceRef(new SliceRef.Blob(Sha256.of(model), model.length), null), Map.of(Sha256.of(model), model));
    }

    private static byte[] model(OnnxMl.GraphProto graph) {
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static OnnxMl.NodeProto.Builder node(String operator, String output) {
        return OnnxMl.NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output);
    }

    private static OnnxMl.StringStringEntryProto entry(String key, String value) {
        return OnnxMl.StringStringEntryProto.newBuilder()
                .setKey(key)
                .setValue(value)
                .build();
    }

    private static OnnxMl.ValueInfoProto value(String name, OnnxMl.TensorProto.DataType type, long... dimensions) {
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            shape.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
