package io.hyps.planner.slice;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.UnsafeByteOperations;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The ONNX message of a part: its nodes as they are in the model but for {@link KnownReshapes}, the constants and weights that they read. */
final class SliceGraph {
    /** The first version in which weights need not also be inputs. */
    private static final long LEAST_IR_VERSION = 4;

    private static final String BATCH = "batch";

    private final OnnxModel model;
    private final List<Node> nodes;
    private final Set<String> read;
    private final WeightsFile weights;
    private final boolean batches;

    /** @param batches whether the first side of inputs and outputs is left open */
    SliceGraph(OnnxModel model, List<Node> nodes, Set<String> read, WeightsFile weights, boolean batches) {
        this.model = model;
        this.nodes = nodes;
        this.read = read;
        this.weights = weights;
        this.batches = batches;
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
        KnownReshapes reshapes = KnownReshapes.of(model.graph(), nodes, batches);
        List<String> stillRead = read.stream()
                .filter(constant -> !reshapes.unread().contains(constant))
                .toList();
        stillRead.stream()
                .map(model.graph().constants()::get)
                .filter(Objects::nonNull)
                .forEach(constant -> graph.addNode(constant.node().definition()));
        graph.addAllNode(reshapes.nodes());
        stillRead.stream()
                .map(model.graph().weights()::get)
                .filter(Objects::nonNull)
                .forEach(weight -> graph.addInitializer(initializer(weight)));
        graph.addAllInitializer(reshapes.shapes());
        Set<String> ends = new HashSet<>(inputs);
        ends.addAll(outputs);
        Set<String> names = new HashSet<>(read);
        nodes.stream()
                .flatMap(node -> node.makes().stream())
                .peek(names::add)
                // for any number of frames ONNX Runtime infers the shapes inside
                .filter(tensor -> !batches && !ends.contains(tensor))
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

    private TensorProto initializer(Weight weight) {
        Long offset = weights.offsets().get(weight.name());
        if (offset != null) {
            SliceRef.Blob blob = weights.blob().orElseThrow();
            return described(weight)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", blob.weightsFileName()))
                    .addExternalData(entry("offset", offset.toString()))
                    .addExternalData(entry("length", Long.toString(weight.sizeBytes())))
                    .build();
        }
        if (weight.elementType() == TensorProto.DataType.STRING_VALUE) {
            return model.proto().getGraph().getInitializerList().stream()
                    .filter(tensor -> tensor.getName().equals(weight.name()))
                    .findFirst()
                    .orElseThrow();
        }
        return described(weight)
                .setRawData(UnsafeByteOperations.unsafeWrap(weight.data().get()))
                .build();
    }

    private static TensorProto.Builder described(Weight weight) {
        return TensorProto.newBuilder()
                .setName(weight.name())
                .setDataType(weight.elementType())
                .addAllDims(weight.shape().dimensions());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private ValueInfoProto value(TensorSpec tensor) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        tensor.shape().dimensions().forEach(d -> shape.addDimBuilder().setDimValue(d));
        if (batches) {
            shape.getDimBuilder(0).setDimParam(BATCH);
        }
        TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder()
                .setElemType(tensor.type().onnxCode())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(tensor.name())
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }
}
