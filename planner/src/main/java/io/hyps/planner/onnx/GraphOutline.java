package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hyps.planner.graph.Weight;
import io.hyps.protocol.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The model without its large weights, for checking and shape inference: each becomes an input of the same type and
 * shape, which says the same about shapes and needs no memory. Small ones stay, since their values can be shapes.
 */
final class GraphOutline {
    private static final long SMALL_BYTES = 4096;
    private static final int FIRST_VERSION_WITHOUT_WEIGHT_INPUTS = 4;

    private GraphOutline() {}

    static ModelProto of(ModelProto model, Map<String, Weight> weights) {
        GraphProto.Builder graph =
                model.getGraph().toBuilder().clearInitializer().clearInput().clearOutput();
        Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            Weight weight = weights.get(tensor.getName());
            boolean inline = tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL;
            if (weight == null || (weight.sizeBytes() <= SMALL_BYTES && inline)) {
                graph.addInitializer(tensor);
            } else {
                inputs.put(tensor.getName(), value(tensor.getName(), tensor.getDataType(), weight.shape()));
            }
        }
        model.getGraph().getInputList().stream()
                .filter(input -> !weights.containsKey(input.getName()))
                .forEach(graph::addInput);
        inputs.values().forEach(graph::addInput);
        // the checker wants a shape that ONNX Runtime does without; inference gives it to any tensor
        model.getGraph().getOutputList().stream()
                .filter(output -> output.getType().getTensorType().hasShape())
                .forEach(graph::addOutput);
        return model.toBuilder()
                .clearTrainingInfo()
                .clearMetadataProps()
                .setIrVersion(Math.max(model.getIrVersion(), FIRST_VERSION_WITHOUT_WEIGHT_INPUTS))
                .setGraph(graph)
                .build();
    }

    static ValueInfoProto value(String name, int type, Shape shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        shape.dimensions().forEach(d -> dimensions.addDimBuilder().setDimValue(d));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
                .build();
    }
}
