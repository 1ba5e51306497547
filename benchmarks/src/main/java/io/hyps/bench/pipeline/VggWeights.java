package io.hyps.bench.pipeline;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.graph.Weight;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** VGG16's weights for a program that reads no ONNX: float32 numbers one after another, layer by layer, biases after weights. */
final class VggWeights {
    private static final Set<String> WITH_WEIGHTS = Set.of("Conv", "Gemm");
    private static final int[] WIDTHS = {64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512};
    private static final int[] DENSE_WIDTHS = {512 * 7 * 7, 4096, 4096, 1000};
    private static final int KERNEL = 3;
    private static final int COLOURS = 3;

    private VggWeights() {}

    /**
     * Writes the file.
     *
     * @throws BadModelException if the model's layers are not those of VGG16, of 224×224 pixels and 1000 classes
     */
    static void write(Path model, Path file) throws BadModelException, IOException {
        List<Weight> weights = inOrder(OnnxModel.read(model).graph());
        List<Shape> shapes = weights.stream().map(Weight::shape).toList();
        boolean numbers = weights.stream()
                .allMatch(weight -> weight.sizeBytes() == weight.shape().sizeBytes(ElementType.FLOAT32));
        if (!numbers || !shapes.equals(shapes())) {
            throw new BadModelException(
                    model + " is not VGG16 in float32, which the Python pipeline is written for: leave"
                            + " --python out, or give that model");
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (Weight weight : weights) {
                ByteBuffer data = weight.data().get();
                while (data.hasRemaining()) {
                    out.write(data);
                }
            }
        }
    }

    private static List<Weight> inOrder(Graph graph) {
        List<Weight> weights = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (WITH_WEIGHTS.contains(node.definition().getOpType())) {
                node.definition().getInputList().stream()
                        .map(graph.weights()::get)
                        .filter(Objects::nonNull)
                        .forEach(weights::add);
            }
        }
        return weights;
    }

    private static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        int channels = COLOURS;
        for (int width : WIDTHS) {
            shapes.add(Shape.of(width, channels, KERNEL, KERNEL));
            shapes.add(Shape.of(width));
            channels = width;
        }
        for (int i = 1; i < DENSE_WIDTHS.length; i++) {
            shapes.add(Shape.of(DENSE_WIDTHS[i], DENSE_WIDTHS[i - 1]));
            shapes.add(Shape.of(DENSE_WIDTHS[i]));
        }
        return shapes;
    }
}
