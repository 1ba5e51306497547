package io.hyps.stack.demo;

import io.hyps.protocol.result.InferenceResult;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the time of all frames went, step by step. */
final class StageTimes {
    static final String TOTAL = "total";

    private final Map<String, Numbers> steps = new LinkedHashMap<>();

    void add(InferenceResult.Timings timings) {
        step("ingest to Kafka", timings.ingestMs());
        step("queue in Kafka", timings.queueMs());
        step("preprocess", timings.preprocessMs());
        double inside = 0;
        for (InferenceResult.Stage stage : timings.stages()) {
            step(stage.partition() + " on " + stage.device() + ", wait", stage.waitMs());
            step(stage.partition() + " on " + stage.device() + ", compute", stage.computeMs());
            inside += stage.waitMs() + stage.computeMs();
        }
        step("transfer over MQTT", Math.max(0, timings.pipelineMs() - inside));
        double before = timings.ingestMs() + timings.queueMs() + timings.preprocessMs() + timings.pipelineMs();
        step("answer", Math.max(0, timings.totalMs() - before));
        step(TOTAL, timings.totalMs());
    }

    /** The median of each step in milliseconds, in the order of a frame's way; the total is the last. */
    Map<String, Double> medians() {
        Map<String, Double> medians = new LinkedHashMap<>();
        steps.forEach((name, numbers) -> medians.put(name, numbers.median()));
        return medians;
    }

    private void step(String name, double millis) {
        steps.computeIfAbsent(name, n -> new Numbers()).add(millis);
    }
}
