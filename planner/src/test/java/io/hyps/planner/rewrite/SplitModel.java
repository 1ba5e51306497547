package io.hyps.planner.rewrite;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.hyps.planner.cost.CostModel;
import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.onnx.ModelBuilder;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.session.Session;
import io.hyps.planner.slice.Slicer;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A model with splits made, run by ONNX Runtime beside the model itself. */
public final class SplitModel implements AutoCloseable {
    private final Path folder;
    private final OnnxModel model;

    private SplitModel(Path folder, OnnxModel model) {
        this.folder = folder;
        this.model = model;
    }

    static SplitModel of(ModelBuilder builder) throws Exception {
        return of(builder, 13);
    }

    static SplitModel of(ModelBuilder builder, int opset) throws Exception {
        ModelProto.Builder proto = builder.build().toBuilder();
        proto.getOpsetImportBuilder(0).setVersion(opset);
        Path folder = Files.createTempDirectory("split");
        Path file = folder.resolve("model.onnx");
        try (OutputStream out = Files.newOutputStream(file)) {
            proto.build().writeTo(out);
        }
        return new SplitModel(folder, OnnxModel.read(file));
    }

    public static SplitModel of(Path file) throws Exception {
        return new SplitModel(Files.createTempDirectory("split"), OnnxModel.read(file));
    }

    /** An output whose dimensions are left to ONNX's inference. */
    static void addOutput(ModelBuilder builder, String name, int rank) {
        TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(1);
        IntStream.range(0, rank).forEach(i -> type.getShapeBuilder().addDimBuilder());
        builder.graph()
                .addOutput(ValueInfoProto.newBuilder()
                        .setName(name)
                        .setType(TypeProto.newBuilder().setTensorType(type)));
    }

    /** Weights from 0.5 to 1.5, such as variances. */
    static void addPositive(ModelBuilder builder, String name, int length) {
        ByteBuffer data = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(length);
        IntStream.range(0, length).forEach(i -> data.putFloat(0.5f + random.nextFloat()));
        builder.graph()
                .addInitializer(TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(1)
                        .addDims(length)
                        .setRawData(ByteString.copyFrom(data.flip())));
    }

    public Graph graph() {
        return model.graph();
    }

    public Graph split(String... splits) throws SplitException {
        return Rewriter.of(model.proto().getOpsetImportList())
                .apply(model.graph(), Stream.of(splits).map(Split::parse).toList());
    }

    /** How far the split model's outputs are from the model's, as a share of the largest element. */
    double difference(String... splits) throws Exception {
        Graph graph = split(splits);
        Part all = PartCosts.of(graph, CostModel.estimated().of(graph))
                .part(IntStream.range(0, graph.nodes().size()).boxed().toList());
        return difference(graph, List.of(all));
    }

    /** The same, with parts of a rewritten graph run one after another, each from files of its own. */
    public double difference(Graph rewritten, List<Part> parts) throws Exception {
        Map<String, Tensor> inputs = inputs();
        Map<String, Tensor> expected;
        try (Session session = Session.open(model.file())) {
            expected = session.run(inputs).outputs();
        }
        Map<String, Tensor> known = new HashMap<>(inputs);
        for (Part part : parts) {
            Path slice = folder.resolve(Slicer.of(model.withGraph(rewritten))
                    .write("part", part, folder)
                    .graph()
                    .graphFileName());
            Map<String, Tensor> needed = new HashMap<>();
            part.inputs().forEach(name -> needed.put(name, known.get(name)));
            try (Session session = Session.open(slice)) {
                known.putAll(session.run(needed).outputs());
            }
        }
        double worst = 0;
        for (Map.Entry<String, Tensor> output : expected.entrySet()) {
            worst = Math.max(
                    worst,
                    difference(output.getValue(), known.getOrDefault(output.getKey(), Tensor.ofFloats(Shape.of(0)))));
        }
        return worst;
    }

    private Map<String, Tensor> inputs() {
        Random random = new Random(5);
        Map<String, Tensor> inputs = new HashMap<>();
        for (String name : model.graph().inputs()) {
            Shape shape = model.graph().tensor(name).orElseThrow().shape();
            float[] elements = new float[Math.toIntExact(shape.elementCount())];
            IntStream.range(0, elements.length).forEach(i -> elements[i] = (float) random.nextGaussian());
            inputs.put(name, Tensor.ofFloats(shape, elements));
        }
        return inputs;
    }

    private static double difference(Tensor expected, Tensor actual) {
        if (!expected.shape().equals(actual.shape()) || expected.type() != ElementType.FLOAT32) {
            return Double.POSITIVE_INFINITY;
        }
        FloatBuffer a = expected.data().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        FloatBuffer b = actual.data().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < a.limit(); i++) {
            largest = Math.max(largest, Math.abs(a.get(i)));
            double apart = Math.abs((double) a.get(i) - b.get(i));
            worst = Math.max(worst, Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart);
        }
        return worst == 0 ? 0 : worst / largest;
    }

    @Override
    public void close() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
