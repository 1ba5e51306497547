package io.hyps.planner.batch;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Forecast.StageForecast;
import io.hyps.planner.partition.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many frames the stages of a plan may compute at once: as many as were asked for, or as their devices have memory for.
 * Immutable.
 */
public final class Batches {
    private final Graph graph;
    private final int wanted;
    private final Optional<String> obstacle;

    private Batches(Graph graph, int wanted, Optional<String> obstacle) {
        this.graph = graph;
        this.wanted = wanted;
        this.obstacle = obstacle;
    }

    /**
     * Of a graph, which may be a rewrite of the model's.
     *
     * @param wanted frames at once at most
     * @param obstacle why all partitions of the plan compute one frame at a time; empty if they need not
     */
    public static Batches of(Graph graph, int wanted, Optional<String> obstacle) {
        return new Batches(graph, wanted, obstacle);
    }

    /**
     * What a stage may do.
     *
     * @param obstacle why it computes one frame at a time though more were asked for
     */
    public record Batch(int frames, Optional<String> obstacle) {
        /** What a partition needs for that, of which all but the weights is there for each frame. */
        public long memoryBytes(long singleBytes, long weightsBytes) {
            return singleBytes + (frames - 1) * (singleBytes - weightsBytes);
        }
    }

    /** For each stage; forecasts are of one frame at a time. */
    public List<Batch> of(List<Stage> stages, List<StageForecast> forecasts) {
        Map<String, Long> free = new HashMap<>();
        for (int i = 0; i < stages.size(); i++) {
            long needed = forecasts.get(i).memoryBytes();
            for (DeviceSpec device : stages.get(i).replicas()) {
                free.merge(device.id(), device.memoryBytes() - needed, (left, own) -> left - needed);
            }
        }
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            batches.add(batch(stages.get(i), forecasts.get(i).memoryBytes(), free));
        }
        return batches;
    }

    private Batch batch(Stage stage, long singleBytes, Map<String, Long> free) {
        if (wanted == 1) {
            return new Batch(1, Optional.empty());
        }
        Optional<String> why = obstacle.or(() -> FrameRows.obstacle(graph, stage.part()));
        if (why.isPresent()) {
            return new Batch(1, why);
        }
        long frameBytes = singleBytes - stage.part().weightsBytes();
        long left = stage.replicas().stream()
                .mapToLong(device -> free.getOrDefault(device.id(), 0L))
                .min()
                .orElse(0);
        long more = frameBytes <= 0 ? wanted - 1 : Math.max(0, left / frameBytes);
        long largestBytes = Stream.of(stage.part().inputs(), stage.part().outputs())
                .flatMap(List::stream)
                .mapToLong(tensor -> graph.tensor(tensor).orElseThrow().sizeBytes())
                .max()
                .orElse(0);
        // the frames of a tensor lie in one buffer
        long room = largestBytes == 0 ? wanted : Math.max(1, Integer.MAX_VALUE / largestBytes);
        int frames = (int) Math.min(room, 1 + Math.min(wanted - 1, more));
        stage.replicas().forEach(device -> free.merge(device.id(), -(frames - 1) * Math.max(0, frameBytes), Long::sum));
        return new Batch(
                frames, frames == 1 ? Optional.of("its device has no memory for a second frame") : Optional.empty());
    }
}
