package io.hyps.planner.slice;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.UnsafeByteOperations;
import io.hyps.planner.graph.Constant;
import io.hyps.planner.graph.Node;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The ONNX message of a stretch: its nodes as they are in the model, the constants and weights that they read. */
final class SliceGraph {
    /** The first version in which weights need not also be inputs. */
    private static final long LEAST_IR_VERSION = 4;

    private final OnnxModel model;
    private final List<Node> nodes;
    private final Set<String> read;
    private final WeightsFile weights;

    SliceGraph(OnnxModel model, List<Node> nodes, Set<String> read, WeightsFile weights) {
        this.model = model;
        this.nodes = nodes;
        this.read = read;
        this.weights = weights;
    }

    ModelProto build(String name, List<String> inputs, List<String> outputs) {
        ModelProto whole = model.proto();
        return ModelProto.newBuilder()
                .setIrVersion(Math.max(whole.getIrVersion(), LEAST_IR_VERSION))
                .setProducerName("hyps")
                .setDomain(whole.getDomain())
                .addAllOpsetImport(whole.getOpsetImportList())
                .addAllFunctions(whole.getFunctionsList())
                .setGraph(graph(name, inputs, outputs))
                .build();
    }

    private GraphProto graph(String name, List<String> inputs, List<String> outputs) {
        GraphProto whole = model.proto().getGraph();
        GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
        inputs.forEach(input -> graph.addInput(value(spec(input))));
        outputs.forEach(output -> graph.addOutput(value(spec(output))));
        read.stream()
                .map(model.graph().constants()::get)
                .filter(Objects::nonNull)
                .map(Constant::node)
                .sorted(Comparator.comparingInt(Node::position))
                .forEach(node -> graph.addNode(whole.getNode(node.position())));
        nodes.forEach(node -> graph.addNode(whole.getNode(node.position())));
        whole.getInitializerList().stream()
                .filter(tensor -> read.contains(tensor.getName()))
                .forEach(tensor -> graph.addInitializer(initializer(tensor)));
        Set<String> ends = new HashSet<>(inputs);
        ends.addAll(outputs);
        Set<String> names = new HashSet<>(read);
        nodes.stream()
                .flatMap(node -> node.makes().stream())
                .peek(names::add)
                .filter(tensor -> !ends.contains(tensor))
                .map(tensor -> model.graph().tensor(tensor))
                .flatMap(Optional::stream)
                .forEach(tensor -> graph.addValueInfo(value(tensor)));
        whole.getQuantizationAnnotationList().stream()
                .filter(annotation -> names.contains(annotation.getTensorName()))
                .forEach(graph::addQuantizationAnnotation);
        return graph.build();
    }

    private TensorSpec spec(String tensor) {
        return model.graph()
                .tensor(tensor)
                .orElseThrow(() -> new IllegalStateException("tensor '" + tensor + "' crosses a cut without a shape"));
    }

    private TensorProto initializer(TensorProto tensor) {
        Long offset = weights.offsets().get(tensor.getName());
        if (offset != null) {
            SliceRef.Blob blob = weights.blob().orElseThrow();
            long length = Objects.requireNonNull(model.graph().weights().get(tensor.getName()))
                    .sizeBytes();
            return described(tensor)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", blob.weightsFileName()))
                    .addExternalData(entry("offset", offset.toString()))
                    .addExternalData(entry("length", Long.toString(length)))
                    .build();
        }
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return described(tensor)
                    .setRawData(UnsafeByteOperations.unsafeWrap(
                            Objects.requireNonNull(model.graph().weights().get(tensor.getName()))
                                    .data()))
                    .build();
        }
        return tensor;
    }

    private static TensorProto.Builder described(TensorProto tensor) {
        return TensorProto.newBuilder()
                .setName(tensor.getName())
                .setDataType(tensor.getDataType())
                .addAllDims(tensor.getDimsList());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static ValueInfoProto value(TensorSpec tensor) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        tensor.shape().dimensions().forEach(d -> shape.addDimBuilder().setDimValue(d));
        TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder()
                .setElemType(tensor.type().onnxCode())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(tensor.name())
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }
}
