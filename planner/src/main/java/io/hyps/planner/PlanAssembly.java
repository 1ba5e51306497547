package io.hyps.planner;

import io.hyps.planner.cost.Part;
import io.hyps.planner.encoding.Encodings;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Forecast;
import io.hyps.planner.partition.Stage;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Encoding;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Puts stages of a graph, which may be a rewrite of the model's, and slices together into the plan that goes over the wire. */
final class PlanAssembly {
    private static final int LONGEST_NAME = 64;

    private final PlanRequest request;
    private final OnnxModel model;
    private final Graph graph;

    PlanAssembly(PlanRequest request, OnnxModel model, Graph graph) {
        this.request = request;
        this.model = model;
        this.graph = graph;
    }

    Plan plan(List<Stage> stages, List<SliceRef> slices, Encodings encodings) {
        List<Forecast.StageForecast> forecasts =
                Evaluator.of(graph, encodings.carriages()).forecast(stages).stages();
        List<Partition> partitions = new ArrayList<>();
        Set<String> travelling = new LinkedHashSet<>(graph.inputs());
        for (int i = 0; i < stages.size(); i++) {
            Partition partition = partition("p" + i, stages.get(i), forecasts.get(i), slices.get(i));
            travelling.addAll(partition.outputs());
            partitions.add(partition);
        }
        List<TensorSpec> tensors = travelling.stream()
                .map(name -> graph.tensor(name)
                        .orElseThrow()
                        .travellingAs(encodings.byTensor().getOrDefault(name, Encoding.RAW)))
                .toList();
        return new Plan(
                Plan.SCHEMA,
                new ModelRef(
                        request.manifest().map(Manifest::name).orElseGet(() -> nameOf(request.model())),
                        request.manifest().map(Manifest::version).orElse("1"),
                        model.sha256(),
                        model.graph().weightsBytes()),
                request.manifest().orElse(null),
                request.choices().objective().toString(),
                request.choices().residency(),
                graph.inputs(),
                graph.outputs(),
                shards(stages),
                tensors,
                partitions,
                encodings.tolerance().isPresent() ? encodings.tolerance().getAsDouble() : null);
    }

    /** The least number of topics that each partition's replicas can share evenly. */
    private static int shards(List<Stage> stages) {
        return stages.stream()
                .map(stage -> BigInteger.valueOf(stage.replicas().size()))
                .reduce(BigInteger.ONE, (a, b) -> a.multiply(b).divide(a.gcd(b)))
                .intValueExact();
    }

    private Partition partition(String id, Stage stage, Forecast.StageForecast forecast, SliceRef slice) {
        Part part = stage.part();
        return new Partition(
                id,
                stage.replicas().stream().map(DeviceSpec::id).toList(),
                part.inputs(),
                part.outputs(),
                part.nodes().size(),
                part.weightsBytes(),
                forecast.memoryBytes(),
                slice);
    }

    /** The file's name without its ending, made an identifier. */
    static String nameOf(Path file) {
        String name = file.getFileName()
                .toString()
                .replaceFirst("\\.onnx$", "")
                .replaceAll("[^A-Za-z0-9._-]", "-")
                .replaceFirst("^[^A-Za-z0-9]+", "");
        String shortened = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        return shortened.isEmpty() ? "model" : shortened;
    }
}
