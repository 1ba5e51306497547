package io.hyps.stack.demo;

import io.hyps.protocol.result.InferenceResult;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the records of hyps.results, frame by frame, and holds each answer against the undivided model's. */
final class Tally {
    private final Samples samples;
    private final Reference reference;
    private final Map<String, Integer> frames = new HashMap<>();
    private final BitSet seen = new BitSet();
    private final StageTimes times = new StageTimes();
    private int results;
    private int duplicates;
    private int errors;
    private int agreeing;
    private int right;
    private double maxAbsDiff;
    private String firstError = "";

    /** @param ids of the frames, in the order in which they were sent */
    Tally(Samples samples, Reference reference, List<String> ids) {
        this.samples = samples;
        this.reference = reference;
        for (int i = 0; i < ids.size(); i++) {
            frames.put(ids.get(i), i);
        }
    }

    /** Takes a record; those of other senders do not count. */
    void take(InferenceResult result) {
        Integer frame = frames.get(result.id());
        if (frame == null) {
            return;
        }
        if (seen.get(frame)) {
            duplicates++;
            return;
        }
        seen.set(frame);
        results++;
        List<InferenceResult.Prediction> predictions = result.predictions();
        if (result.status() == InferenceResult.Status.ERROR || predictions == null || predictions.isEmpty()) {
            errors++;
            InferenceResult.FrameError error = result.error();
            firstError = firstError.isEmpty() && error != null ? error.message() : firstError;
            return;
        }
        compare(result, predictions.get(0).index(), samples.imageOfFrame(frame));
        InferenceResult.Timings timings = result.timings();
        if (timings != null) {
            times.add(timings);
        }
    }

    boolean isComplete() {
        return results == frames.size();
    }

    int frames() {
        return frames.size();
    }

    int results() {
        return results;
    }

    int lost() {
        return frames.size() - results;
    }

    int duplicates() {
        return duplicates;
    }

    int errors() {
        return errors;
    }

    String firstError() {
        return firstError;
    }

    double top1Agreement() {
        return (double) agreeing / frames.size();
    }

    double accuracy() {
        return (double) right / frames.size();
    }

    double maxAbsDiff() {
        return maxAbsDiff;
    }

    StageTimes times() {
        return times;
    }

    private void compare(InferenceResult result, int best, int image) {
        agreeing += best == reference.best(image) ? 1 : 0;
        right += best == samples.images().get(image).index() ? 1 : 0;
        float[] expected = reference.logits().get(image);
        List<InferenceResult.OutputTensor> outputs = result.outputs();
        if (outputs == null || outputs.isEmpty() || outputs.get(0).data().size() != expected.length) {
            throw new IllegalStateException("the answer to " + result.id() + " carries no logits");
        }
        for (int i = 0; i < expected.length; i++) {
            maxAbsDiff = Math.max(maxAbsDiff, Math.abs(outputs.get(0).data().get(i) - expected[i]));
        }
    }
}
