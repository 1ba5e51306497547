package io.hyps.stack.cli;

import io.hyps.protocol.result.InferenceResult;
import io.hyps.stack.sensor.Shot;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code hyps send --json} prints.
 *
 * @param files how many were to be sent
 * @param errors answers that are errors
 * @param missing not accepted, or not answered if answers are waited for
 * @param answers in the order of arrival; empty without --wait
 */
record SendReport(
        String sensor, String model, int files, int sent, int accepted, int errors, int missing, List<Row> answers) {
    boolean isComplete() {
        return errors == 0 && missing == 0 && sent == files;
    }

    /**
     * One answer.
     *
     * @param error kebab-case code and a line; absent if there is an answer
     */
    record Row(
            String file,
            String id,
            String status,
            @Nullable String label,
            @Nullable Double score,
            double latencyMs,
            @Nullable String error) {
        static Row of(Shot shot, InferenceResult result, Duration latency) {
            List<InferenceResult.Prediction> predictions = result.predictions();
            InferenceResult.Prediction best = predictions == null || predictions.isEmpty() ? null : predictions.get(0);
            InferenceResult.FrameError error = result.error();
            return new Row(
                    shot.name(),
                    shot.id(),
                    result.status() == InferenceResult.Status.OK ? "ok" : "error",
                    best == null ? null : best.label(),
                    best == null ? null : best.score(),
                    latency.toNanos() / 1e6,
                    error == null ? null : error.code() + ": " + error.message());
        }
    }
}
