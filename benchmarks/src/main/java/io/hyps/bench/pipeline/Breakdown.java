package io.hyps.bench.pipeline;

import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.StageTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the time of frames went: of each partition, and of the answer's way back. All clocks must be one, so it is for
 * processes of one machine. For one thread.
 */
public final class Breakdown {
    private static final double MICROS_PER_MS = 1000;

    private final Plan plan;
    private final Map<String, Samples> samples = new LinkedHashMap<>();
    private final List<Double> answers = new ArrayList<>();

    Breakdown(Plan plan) {
        this.plan = plan;
        plan.partitions().forEach(partition -> samples.put(partition.id(), new Samples()));
    }

    /**
     * A partition's medians.
     *
     * @param hopMs from the end of the computations that its inputs come of, or the call that publishes them, to the start of
     *     its own
     * @param waitMs the part of it in which the first input was there already
     * @param computeMs inside ONNX Runtime
     */
    public record Part(double hopMs, double waitMs, double computeMs) {
        static final Part NONE = new Part(Double.NaN, Double.NaN, Double.NaN);
    }

    private static final class Samples {
        private final List<Double> hops = new ArrayList<>();
        private final List<Double> waits = new ArrayList<>();
        private final List<Double> computations = new ArrayList<>();
    }

    /**
     * Adds a frame.
     *
     * @param sentMicros when its inputs were published, since 1970
     * @param answeredMicros when its last output came
     */
    void add(long sentMicros, List<StageTime> stages, long answeredMicros) {
        Map<String, StageTime> byPartition = new HashMap<>();
        stages.forEach(stage -> byPartition.put(stage.partition(), stage));
        Map<String, Long> made = new HashMap<>();
        plan.inputs().forEach(name -> made.put(name, sentMicros));
        long lastEnd = sentMicros;
        for (Partition partition : plan.partitions()) {
            StageTime stage = byPartition.get(partition.id());
            if (stage == null) {
                continue;
            }
            long start = stage.arrivedMicros() + stage.waitMicros();
            long ready = partition.inputs().stream()
                    .mapToLong(name -> made.getOrDefault(name, sentMicros))
                    .max()
                    .orElse(sentMicros);
            Samples of = Optional.ofNullable(samples.get(partition.id())).orElseThrow();
            of.hops.add((start - ready) / MICROS_PER_MS);
            of.waits.add(stage.waitMicros() / MICROS_PER_MS);
            of.computations.add(stage.computeMicros() / MICROS_PER_MS);
            long end = start + stage.computeMicros();
            partition.outputs().forEach(name -> made.put(name, end));
            lastEnd = Math.max(lastEnd, end);
        }
        answers.add((answeredMicros - lastEnd) / MICROS_PER_MS);
    }

    /** The medians by partition, in the plan's order. */
    Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        samples.forEach((id, of) ->
                parts.put(id, new Part(Medians.of(of.hops), Medians.of(of.waits), Medians.of(of.computations))));
        return parts;
    }

    /** The median from the end of the last computation to the answer's arrival. */
    double answerMs() {
        return Medians.of(answers);
    }
}
