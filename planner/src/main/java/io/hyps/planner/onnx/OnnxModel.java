package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import io.hyps.planner.graph.Graph;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model as read from its file, which must not change while this is in use: weights are views of the mapped file.
 *
 * @param proto the file's content, unchanged
 * @param graph with shapes fixed; may be a rewrite of what the file holds
 * @param externalFiles the files beside it that hold weights, relative to its folder
 */
public record OnnxModel(Path file, Sha256 sha256, ModelProto proto, Graph graph, List<Path> externalFiles) {
    public OnnxModel {
        externalFiles = List.copyOf(externalFiles);
    }

    /** Whether every input leaves its first side open, and that is 1 in the graph: the batch. */
    public boolean hasOpenBatch() {
        return proto.getGraph().getInputList().stream()
                .filter(input -> graph.inputs().contains(input.getName()))
                .allMatch(input -> {
                    TensorShapeProto shape = input.getType().getTensorType().getShape();
                    boolean open = shape.getDimCount() > 0 && FixedShapes.isOpen(shape.getDim(0));
                    return open
                            && graph.tensor(input.getName())
                                    .filter(spec -> spec.shape().dimensions().get(0) == 1)
                                    .isPresent();
                });
    }

    /** The same model with its graph rewritten. */
    public OnnxModel withGraph(Graph rewritten) {
        return new OnnxModel(file, sha256, proto, rewritten, externalFiles);
    }

    /** Reads a model whose only dynamic dimension, if any, is the batch, which becomes 1. */
    public static OnnxModel read(Path file) throws BadModelException, IOException {
        return read(file, Map.of());
    }

    /**
     * Reads a model.
     *
     * @param inputShapes by input; needed for those with dynamic dimensions other than the first
     * @throws BadModelException if the file is no model that can be planned
     * @throws IOException if the file cannot be read
     */
    public static OnnxModel read(Path file, Map<String, Shape> inputShapes) throws BadModelException, IOException {
        return read(file, inputShapes, Map.of());
    }

    /**
     * Reads a model.
     *
     * @param inputShapes by input; a model that says otherwise is refused
     * @param usualShapes by input, such as a manifest's; looked at only where the model leaves a dimension open and
     *     {@code inputShapes} does not give it
     * @throws BadModelException if the file is no model that can be planned
     * @throws IOException if the file cannot be read
     */
    public static OnnxModel read(Path file, Map<String, Shape> inputShapes, Map<String, Shape> usualShapes)
            throws BadModelException, IOException {
        return new OnnxReader(file, FixedShapes.of(inputShapes, usualShapes)).read();
    }
}
