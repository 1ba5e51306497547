package io.hyps.planner.partition;

import io.hyps.planner.cost.Part;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Moves cuts from between two nodes that ONNX Runtime would run as one kernel, a layer and the activation or normalisation
 * after it, to behind the second, where the plan is worth no less for it.
 */
final class WholeFusions {
    private final Graph graph;
    private final PartCosts costs;
    private final Objective objective;
    private final Evaluator evaluator;
    /** The tensors whose cuts cannot be moved without loss. */
    private final Set<String> kept = new HashSet<>();

    WholeFusions(Graph graph, PartCosts costs, Objective objective) {
        this.graph = graph;
        this.costs = costs;
        this.objective = objective;
        evaluator = Evaluator.of(graph);
    }

    /** Stages that are worth as much or more. */
    List<Stage> of(List<Stage> given) {
        List<Stage> stages = given;
        Optional<List<Stage>> next = Optional.of(given);
        for (int moves = 0; next.isPresent() && moves < graph.nodes().size(); moves++) {
            stages = next.get();
            next = moved(stages);
        }
        return stages;
    }

    private Optional<List<Stage>> moved(List<Stage> stages) {
        for (int from = 0; from < stages.size(); from++) {
            for (String tensor : stages.get(from).part().outputs()) {
                for (int to = from + 1; to < stages.size() && !kept.contains(tensor); to++) {
                    Optional<Integer> node = cutOff(tensor, stages.get(from), stages.get(to));
                    if (node.isPresent()) {
                        Optional<List<Stage>> moved = move(stages, node.get(), to, from);
                        if (moved.isPresent()) {
                            return moved;
                        }
                        kept.add(tensor);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The node of the later stage that would be fused with the maker of the tensor. */
    private Optional<Integer> cutOff(String tensor, Stage maker, Stage reader) {
        if (!reader.part().inputs().contains(tensor)
                || reader.part().nodes().size() == 1
                || graph.outputs().contains(tensor)) {
            return Optional.empty();
        }
        Set<String> seconds = Fusions.after(opTypeOf(tensor, maker));
        List<Integer> readers = seconds.isEmpty() ? List.of() : readers(tensor);
        if (readers.size() != 1) {
            return Optional.empty();
        }
        Node second = graph.nodes().get(readers.get(0));
        boolean alone =
                second.reads().stream().filter(name -> !graph.isConstant(name)).count() == 1;
        return alone && seconds.contains(second.opType()) ? Optional.of(readers.get(0)) : Optional.empty();
    }

    private String opTypeOf(String tensor, Stage maker) {
        for (int at : maker.part().nodes()) {
            if (graph.nodes().get(at).makes().contains(tensor)) {
                return graph.nodes().get(at).opType();
            }
        }
        return "";
    }

    private List<Integer> readers(String tensor) {
        List<Integer> readers = new ArrayList<>();
        for (int at = 0; at < graph.nodes().size(); at++) {
            if (graph.nodes().get(at).reads().contains(tensor)) {
                readers.add(at);
            }
        }
        return readers;
    }

    private Optional<List<Stage>> move(List<Stage> stages, int node, int from, int to) {
        List<Integer> fewer = new ArrayList<>(stages.get(from).part().nodes());
        fewer.remove(Integer.valueOf(node));
        List<Integer> more = new ArrayList<>(stages.get(to).part().nodes());
        more.add(node);
        more.sort(null);
        List<Stage> moved = new ArrayList<>(stages);
        moved.set(from, new Stage(costs.part(fewer), stages.get(from).replicas()));
        moved.set(to, new Stage(costs.part(more), stages.get(to).replicas()));
        return isAsGood(moved, stages) ? Optional.of(List.copyOf(moved)) : Optional.empty();
    }

    private boolean isAsGood(List<Stage> moved, List<Stage> before) {
        Forecast after = evaluator.forecast(moved);
        Forecast now = evaluator.forecast(before);
        return objective.value(after) <= objective.value(now)
                && bytes(moved) <= bytes(before)
                && moved.stream().map(Stage::part).allMatch(this::mayStand)
                && fits(moved, after);
    }

    private static double bytes(List<Stage> stages) {
        return stages.stream().mapToDouble(stage -> stage.part().outputBytes()).sum();
    }

    private boolean mayStand(Part part) {
        return !part.inputs().isEmpty()
                && !part.outputs().isEmpty()
                && part.inputs().stream().allMatch(graph::mayCross)
                && part.outputs().stream().allMatch(graph::mayCross);
    }

    private static boolean fits(List<Stage> stages, Forecast forecast) {
        for (int at = 0; at < stages.size(); at++) {
            long needed = forecast.stages().get(at).memoryBytes();
            if (stages.get(at).replicas().stream().anyMatch(device -> device.memoryBytes() < needed)) {
                return false;
            }
        }
        return true;
    }
}
