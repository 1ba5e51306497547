package io.hyps.planner;

import io.hyps.planner.cost.Stretch;
import io.hyps.planner.cost.StretchCosts;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.Stage;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Puts stages and slices together into the plan that goes over the wire. */
final class PlanAssembly {
    private static final int LONGEST_NAME = 64;

    private final PlanRequest request;
    private final OnnxModel model;
    private final StretchCosts costs;

    PlanAssembly(PlanRequest request, OnnxModel model, StretchCosts costs) {
        this.request = request;
        this.model = model;
        this.costs = costs;
    }

    Plan plan(List<Stage> stages, List<SliceRef> slices) {
        List<Partition> partitions = new ArrayList<>();
        Set<String> travelling = new LinkedHashSet<>(model.graph().inputs());
        for (int i = 0; i < stages.size(); i++) {
            Partition partition = partition("p" + i, stages.get(i), slices.get(i));
            travelling.addAll(partition.outputs());
            partitions.add(partition);
        }
        List<TensorSpec> tensors = travelling.stream()
                .map(name -> model.graph().tensor(name).orElseThrow())
                .toList();
        return new Plan(
                Plan.SCHEMA,
                new ModelRef(
                        request.manifest().map(Manifest::name).orElseGet(() -> nameOf(request.model())),
                        request.manifest().map(Manifest::version).orElse("1"),
                        model.sha256(),
                        model.graph().weightsBytes()),
                request.manifest().orElse(null),
                request.objective().toString(),
                model.graph().inputs(),
                model.graph().outputs(),
                1,
                tensors,
                partitions);
    }

    private Partition partition(String id, Stage stage, SliceRef slice) {
        Stretch stretch = stage.stretch();
        return new Partition(
                id,
                List.of(stage.device().id()),
                costs.inputs(stretch.from(), stretch.to()),
                costs.outputs(stretch.from(), stretch.to()),
                stretch.to() - stretch.from(),
                stretch.weightsBytes(),
                stretch.memoryBytes(),
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
