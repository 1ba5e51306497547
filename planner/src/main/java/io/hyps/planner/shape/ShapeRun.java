package io.hyps.planner.shape;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedOutputStream;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.session.Session;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.verify.RandomInputs;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs a model whose shapes ONNX's inference could not find, with every unknown tensor made an output, on zeros and on
 * random inputs. A shape counts as known if all runs agree and it does not depend on values; the other tensors stay
 * without, and so inside one partition.
 */
public final class ShapeRun {
    private static final long SEED = 20_261_124;
    private static final int RANDOM_RUNS = 2;

    private final OnnxModel model;
    private final Set<String> wanted;

    private ShapeRun(OnnxModel model, Set<String> wanted) {
        this.model = model;
        this.wanted = wanted;
    }

    /**
     * Finds missing shapes; a model that misses none is given back without a run.
     *
     * @throws BadModelException if ONNX Runtime can neither load nor run the model
     */
    public static OnnxModel complete(OnnxModel model) throws BadModelException, IOException {
        Graph graph = model.graph();
        Set<String> wanted = new HashSet<>();
        graph.nodes().forEach(node -> wanted.addAll(node.makes()));
        wanted.removeAll(graph.tensors().keySet());
        wanted.removeAll(DataDependent.in(graph));
        if (wanted.isEmpty() || !graph.tensors().keySet().containsAll(graph.inputs())) {
            return model;
        }
        return new ShapeRun(model, wanted).run();
    }

    private OnnxModel run() throws BadModelException, IOException {
        Path folder = Files.createTempDirectory("hyps-shapes");
        try (Session session = Session.open(write(folder))) {
            return model.withGraph(withTensors(observe(session)));
        } catch (SessionException e) {
            throw new BadModelException(
                    model.file().getFileName() + ": its shapes cannot be found by inference, and " + e.getMessage(), e);
        } finally {
            delete(folder);
        }
    }

    /** The model with what is wanted as outputs too, whose types ONNX Runtime finds by itself. */
    private Path write(Path folder) throws IOException {
        ModelProto.Builder extended = model.proto().toBuilder();
        wanted.stream()
                .filter(name -> !model.graph().outputs().contains(name))
                .sorted()
                .forEach(name -> extended.getGraphBuilder()
                        .addOutput(ValueInfoProto.newBuilder().setName(name)));
        for (Path external : model.externalFiles()) {
            Path to = folder.resolve(external);
            Files.createDirectories(to.getParent());
            linkOrCopy(model.file().toAbsolutePath().resolveSibling(external).toRealPath(), to);
        }
        Path file = folder.resolve("model.onnx");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            extended.build().writeTo(coded);
            coded.flush();
        }
        return file;
    }

    /** Some inputs can be outside of what a model takes, such as its indices: one run that succeeds is enough. */
    private Map<String, TensorSpec> observe(Session session) throws SessionException {
        List<TensorSpec> inputs = model.graph().inputs().stream()
                .map(name -> model.graph().tensor(name).orElseThrow())
                .toList();
        List<Map<String, Tensor>> samples = new ArrayList<>(RandomInputs.of(inputs, RANDOM_RUNS, SEED));
        samples.add(0, zeros(inputs));
        Optional<Map<String, TensorSpec>> agreed = Optional.empty();
        Optional<SessionException> failure = Optional.empty();
        for (Map<String, Tensor> sample : samples) {
            try {
                Map<String, TensorSpec> seen = session.describe(sample, wanted);
                agreed.ifPresent(before -> seen.values().retainAll(before.values()));
                agreed = Optional.of(seen);
            } catch (SessionException e) {
                failure = Optional.of(e);
            }
        }
        if (agreed.isEmpty() && failure.isPresent()) {
            throw failure.get();
        }
        return agreed.orElseGet(Map::of);
    }

    private Graph withTensors(Map<String, TensorSpec> seen) {
        Graph graph = model.graph();
        Map<String, TensorSpec> tensors = new HashMap<>(graph.tensors());
        tensors.putAll(seen);
        return new Graph(graph.inputs(), graph.outputs(), graph.nodes(), graph.constants(), graph.weights(), tensors);
    }

    private static Map<String, Tensor> zeros(List<TensorSpec> inputs) {
        Map<String, Tensor> zeros = new HashMap<>();
        for (TensorSpec input : inputs) {
            ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(input.sizeBytes()));
            zeros.put(input.name(), Tensor.of(input.type(), input.shape(), data));
        }
        return zeros;
    }

    private static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileSystemException | UnsupportedOperationException elsewhere) {
            Files.copy(from, to);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
