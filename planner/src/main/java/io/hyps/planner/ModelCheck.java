package io.hyps.planner;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.plan.ClassOutput;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a sound model must have besides to be planned: all shapes known, and what its manifest says of it. */
final class ModelCheck {
    /** Those that scores are read from: quantized ones mean nothing without their scale. */
    private static final Set<ElementType> SCORES =
            EnumSet.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16, ElementType.FLOAT64);

    private ModelCheck() {}

    static void check(Graph graph, Optional<Manifest> manifest) throws BadModelException {
        requireShapes(graph);
        if (manifest.isPresent()) {
            checkInput(graph, manifest.get());
            checkOutput(graph, manifest.get());
        }
    }

    private static void requireShapes(Graph graph) throws BadModelException {
        for (Node node : graph.nodes()) {
            for (String tensor : node.makes()) {
                if (graph.outputs().contains(tensor) && graph.tensor(tensor).isEmpty()) {
                    throw new BadModelException("the shape of output '" + ForeignText.printable(tensor)
                            + "', which node '" + ForeignText.printable(node.name()) + "' (" + node.opType()
                            + ") makes, depends on values, or its type cannot be sent");
                }
            }
        }
        for (String input : graph.inputs()) {
            if (graph.tensor(input).isEmpty()) {
                throw new BadModelException(
                        "input '" + ForeignText.printable(input) + "' is of a type that cannot be sent");
            }
        }
        Set<String> read =
                graph.nodes().stream().flatMap(node -> node.reads().stream()).collect(Collectors.toSet());
        if (graph.inputs().stream().noneMatch(read::contains)) {
            throw new BadModelException("no node reads any input");
        }
    }

    private static void checkInput(Graph graph, Manifest manifest) throws BadModelException {
        TensorSpec input = named(graph, graph.inputs(), manifest.input().tensor(), "input");
        ElementType type = manifest.input().elementType();
        Shape wanted = manifest.input().tensorShape();
        if (input.type() != type || !input.shape().equals(wanted)) {
            throw new BadModelException("the manifest makes images into " + type + wanted + ", input '" + input.name()
                    + "' is " + input.type() + input.shape());
        }
        if (graph.inputs().size() > 1) {
            throw new BadModelException("the manifest fills one input, the model has " + graph.inputs());
        }
    }

    private static void checkOutput(Graph graph, Manifest manifest) throws BadModelException {
        Optional<ClassOutput> meaning = manifest.findOutput();
        if (meaning.isEmpty()) {
            return;
        }
        TensorSpec output = named(graph, graph.outputs(), meaning.get().tensor(), "output");
        int labels = meaning.get().labels().size();
        if (!SCORES.contains(output.type()) || output.shape().elementCount() != labels) {
            throw new BadModelException("the manifest has " + labels + " labels, output '" + output.name() + "' is "
                    + output.type() + output.shape());
        }
    }

    private static TensorSpec named(Graph graph, List<String> names, String name, String kind)
            throws BadModelException {
        return Optional.of(name)
                .filter(names::contains)
                .flatMap(graph::tensor)
                .orElseThrow(() -> new BadModelException("the manifest's " + kind + " '" + ForeignText.printable(name)
                        + "' is none of the model's: " + names));
    }
}
