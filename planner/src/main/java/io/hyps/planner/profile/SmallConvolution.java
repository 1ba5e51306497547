package io.hyps.planner.profile;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.hyps.planner.session.OptimisedCopy;
import io.hyps.planner.session.SessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A convolution of 1 × 1 and a Relu, to be run for the sake of what happens around it. */
final class SmallConvolution {
    private static final int FLOAT = 1;

    private SmallConvolution() {}

    /** @param folder must exist; gets the model's files */
    static OptimisedCopy write(Path folder, int channels, int side) throws IOException, SessionException {
        Path file = folder.resolve("convolution.onnx");
        Files.write(file, model(channels, side).toByteArray());
        return OptimisedCopy.write(file, folder);
    }

    private static ModelProto model(int channels, int side) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("convolution")
                .addInput(value("x", channels, side))
                .addOutput(value("z", channels, side))
                .addInitializer(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(FLOAT)
                        .addDims(channels)
                        .addDims(channels)
                        .addDims(1)
                        .addDims(1)
                        .setRawData(ByteString.copyFrom(new byte[channels * channels * Float.BYTES])))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Conv")
                        .addInput("x")
                        .addInput("w")
                        .addOutput("y")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("kernel_shape")
                                .setType(AttributeProto.AttributeType.INTS)
                                .addInts(1)
                                .addInts(1)))
                .addNode(NodeProto.newBuilder().setOpType("Relu").addInput("y").addOutput("z"));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto value(String name, int channels, int side) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int dimension : new int[] {1, channels, side, side}) {
            shape.addDimBuilder().setDimValue(dimension);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
                .build();
    }
}
