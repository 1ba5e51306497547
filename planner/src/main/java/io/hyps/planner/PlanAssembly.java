package io.hyps.planner;

import io.hyps.planner.batch.Batches;
import io.hyps.planner.batch.Batches.Batch;
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
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Encoding;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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

    /** How many frames each stage may compute at once. */
    List<Batch> batches(List<Stage> stages, Encodings encodings) {
        PlanChoices choices = request.choices();
        Optional<String> obstacle = choices.residency() == Residency.TURNS
                ? Optional.of("partitions take turns")
                : Optional.of("the model's inputs have a fixed first side").filter(why -> !model.hasOpenBatch());
        return Batches.of(graph, choices.maxBatch(), obstacle).of(stages, forecasts(stages, encodings));
    }

    private List<Forecast.StageForecast> forecasts(List<Stage> stages, Encodings encodings) {
        return Evaluator.of(graph, encodings.carriages()).forecast(stages).stages();
    }

    Plan plan(List<Stage> stages, List<SliceRef> slices, Encodings encodings) {
        List<Forecast.StageForecast> forecasts = forecasts(stages, encodings);
        List<Batch> batches = batches(stages, encodings);
        List<Partition> partitions = new ArrayList<>();
        Set<String> travelling = new LinkedHashSet<>(graph.inputs());
        for (int i = 0; i < stages.size(); i++) {
            Partition partition =
                    partition("p" + i, stages.get(i), forecasts.get(i).memoryBytes(), batches.get(i), slices.get(i));
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

    private static Partition partition(String id, Stage stage, long frameBytes, Batch batch, SliceRef slice) {
        Part part = stage.part();
        return new Partition(
                id,
                stage.replicas().stream().map(DeviceSpec::id).toList(),
                part.inputs(),
                part.outputs(),
                part.nodes().size(),
                part.weightsBytes(),
                batch.memoryBytes(frameBytes, part.weightsBytes()),
                slice,
                batch.frames());
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
