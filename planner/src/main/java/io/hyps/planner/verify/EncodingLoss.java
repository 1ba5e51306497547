package io.hyps.planner.verify;

import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What encodings of the tensors between slices do to the answers.
 *
 * @param share the largest max|Δ| / max|y| of any output in any sample
 * @param sameTop whether the largest element is at the same place in all samples, or within tolerance of being so
 */
public record EncodingLoss(double share, boolean sameTop) {
    /**
     * Runs the slices for each trial and compares with the whole model.
     *
     * @param trials the encodings of some tensors, by name
     * @param tolerance for the places of the largest elements
     * @return the loss of each trial
     * @throws SessionException if ONNX Runtime refuses a slice
     */
    public static List<EncodingLoss> of(
            PlanFolder folder, Reference reference, List<Map<String, Encoding>> trials, double tolerance)
            throws SessionException {
        int samples = reference.samples().size();
        List<Map<String, Tensor>> outputs = SliceTrials.outputs(folder, reference.samples(), trials);
        List<EncodingLoss> losses = new ArrayList<>();
        for (int trial = 0; trial < trials.size(); trial++) {
            double share = 0;
            boolean sameTop = true;
            for (int sample = 0; sample < samples; sample++) {
                for (String output : folder.plan().outputs()) {
                    Difference difference = Difference.between(
                            Objects.requireNonNull(reference.outputs(sample).get(output)),
                            Objects.requireNonNull(
                                    outputs.get(trial * samples + sample).get(output)),
                            folder.plan().partitions().size() - 1,
                            tolerance);
                    share = Math.max(share, difference.maxRel());
                    sameTop &= difference.sameTop();
                }
            }
            losses.add(new EncodingLoss(share, sameTop));
        }
        return losses;
    }

    /** Whether answers that differ so much are good enough. */
    public boolean isWithin(double tolerance) {
        return share <= tolerance && sameTop;
    }
}
