package io.hyps.planner.encoding;

import io.hyps.planner.encoding.Encodings.Edge;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Forecast;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.partition.Stage;
import io.hyps.protocol.plan.Residency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What a plan is worth with some of its tensors encoded. Immutable. */
public final class EncodingValue {
    /** By how much the objective must gain for an encoding to be worth its trouble. */
    private static final double LEAST_GAIN = 1e-3;

    private final Graph graph;
    private final List<Stage> stages;
    private final Objective objective;
    private final Residency residency;

    public EncodingValue(Graph graph, List<Stage> stages, Objective objective, Residency residency) {
        this.graph = graph;
        this.stages = List.copyOf(stages);
        this.objective = objective;
        this.residency = residency;
    }

    /**
     * The objective first, then what else is good: less is better.
     *
     * @param sought in nanoseconds
     * @param beside in nanoseconds
     */
    record Worth(double sought, double beside) {
        boolean betters(Worth other) {
            return sought < other.sought * (1 - LEAST_GAIN)
                    || (sought <= other.sought && beside < other.beside * (1 - LEAST_GAIN));
        }
    }

    /** For {@link Objective#MEMORY}, which encodings do not serve, that of the latency. */
    Worth of(Map<String, Edge> edges) {
        Forecast forecast = forecast(edges);
        return objective == Objective.THROUGHPUT
                ? new Worth(forecast.bottleneckNanos(), forecast.latencyNanos())
                : new Worth(forecast.latencyNanos(), forecast.bottleneckNanos());
    }

    /** Of all processors and links together for a frame, in nanoseconds. */
    double work(Map<String, Edge> edges) {
        return forecast(edges).stages().stream()
                .mapToDouble(stage -> stage.computeNanos() + stage.inNanos() + stage.outNanos())
                .sum();
    }

    /** Whether each device has memory for it. */
    boolean fits(Map<String, Edge> edges) {
        List<Forecast.StageForecast> forecasts = forecast(edges).stages();
        Map<String, Long> needs = new HashMap<>();
        for (int i = 0; i < stages.size(); i++) {
            long bytes = forecasts.get(i).memoryBytes();
            stages.get(i).replicas().forEach(device -> needs.merge(device.id(), bytes, this::together));
        }
        return stages.stream()
                .flatMap(stage -> stage.replicas().stream())
                .allMatch(device -> needs.getOrDefault(device.id(), 0L) <= device.memoryBytes());
    }

    private long together(long bytes, long more) {
        return residency == Residency.TURNS ? Math.max(bytes, more) : bytes + more;
    }

    private Forecast forecast(Map<String, Edge> edges) {
        return Evaluator.of(graph, new Encodings(edges, OptionalDouble.empty()).carriages())
                .forecast(stages);
    }
}
