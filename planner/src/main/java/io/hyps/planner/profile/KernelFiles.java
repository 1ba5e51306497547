package io.hyps.planner.profile;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hyps.planner.session.KernelRun;
import io.hyps.planner.session.KernelRun.KernelTensor;
import io.hyps.protocol.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes each kernel of an optimised copy as a file of its own, which reads its weights from the copy's. */
final class KernelFiles {
    private final ModelProto copy;
    private final Path folder;
    private final Map<String, TensorProto> weights;

    /** @param folder of the copy, since weights are looked for beside the graph */
    KernelFiles(ModelProto copy, Path folder) {
        this.copy = copy;
        this.folder = folder;
        weights = copy.getGraph().getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, weight -> weight));
    }

    /** @return nothing for a kernel that cannot be run by itself: it has subgraphs, or values that are no tensors */
    Optional<Path> write(KernelRun run) throws IOException {
        NodeProto node = copy.getGraph().getNode(run.node());
        List<String> inputs =
                node.getInputList().stream().filter(name -> !name.isEmpty()).toList();
        List<String> outputs =
                node.getOutputList().stream().filter(name -> !name.isEmpty()).toList();
        boolean nested = node.getAttributeList().stream().anyMatch(a -> a.hasG() || a.getGraphsCount() > 0);
        if (nested
                || inputs.size() != run.inputs().size()
                || outputs.size() != run.outputs().size()) {
            return Optional.empty();
        }
        GraphProto.Builder graph = GraphProto.newBuilder().setName("kernel").addNode(node);
        for (int i = 0; i < inputs.size(); i++) {
            TensorProto weight = weights.get(inputs.get(i));
            if (inputs.indexOf(inputs.get(i)) < i) {
                continue;
            }
            if (weight == null) {
                graph.addInput(value(inputs.get(i), run.inputs().get(i)));
            } else {
                graph.addInitializer(weight);
            }
        }
        for (int i = 0; i < outputs.size(); i++) {
            graph.addOutput(value(outputs.get(i), run.outputs().get(i)));
        }
        Path file = folder.resolve("kernel" + run.node() + ".onnx");
        Files.write(file, copy.toBuilder().setGraph(graph).build().toByteArray());
        return Optional.of(file);
    }

    /** What the weights of a kernel take in the copy. */
    long weightsBytes(int kernel) {
        return copy.getGraph().getNode(kernel).getInputList().stream()
                .distinct()
                .map(weights::get)
                .filter(weight -> weight != null)
                .mapToLong(KernelFiles::bytes)
                .sum();
    }

    private static long bytes(TensorProto weight) {
        return weight.getExternalDataList().stream()
                .filter(entry -> entry.getKey().equals("length"))
                .mapToLong(entry -> Long.parseLong(entry.getValue()))
                .findFirst()
                .orElse(weight.getSerializedSize());
    }

    private static ValueInfoProto value(String name, KernelTensor tensor) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        tensor.dimensions().forEach(dimension -> shape.addDimBuilder().setDimValue(dimension));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type(tensor.type()).onnxCode())
                                .setShape(shape)))
                .build();
    }

    /** By the names of C++, which ONNX Runtime's profiler uses. */
    private static ElementType type(String name) {
        return switch (name) {
            case "float" -> ElementType.FLOAT32;
            case "double" -> ElementType.FLOAT64;
            default -> ElementType.parse(name);
        };
    }
}
