package io.hyps.planner.verify;

import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
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
    /** Whose tensors are held at once, for each trial. */
    private static final int BATCH = 8;

    private static final EncodingLoss NONE = new EncodingLoss(0, true);

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
        List<EncodingLoss> losses = new ArrayList<>(Collections.nCopies(trials.size(), NONE));
        int samples = reference.samples().size();
        for (int from = 0; from < samples; from += BATCH) {
            List<Map<String, Tensor>> batch = reference.samples().subList(from, Math.min(samples, from + BATCH));
            List<Map<String, Tensor>> outputs = SliceTrials.outputs(folder, batch, trials);
            for (int run = 0; run < outputs.size(); run++) {
                Map<String, Tensor> whole = reference.outputs(from + run % batch.size());
                EncodingLoss loss = between(whole, outputs.get(run), folder.plan(), tolerance);
                losses.set(run / batch.size(), losses.get(run / batch.size()).and(loss));
            }
        }
        return losses;
    }

    private static EncodingLoss between(
            Map<String, Tensor> whole, Map<String, Tensor> sliced, Plan plan, double tolerance) {
        EncodingLoss loss = NONE;
        for (String output : plan.outputs()) {
            Difference difference = Difference.between(
                    Objects.requireNonNull(whole.get(output)),
                    Objects.requireNonNull(sliced.get(output)),
                    plan.partitions().size() - 1,
                    tolerance);
            loss = loss.and(new EncodingLoss(difference.maxRel(), difference.sameTop()));
        }
        return loss;
    }

    private EncodingLoss and(EncodingLoss other) {
        return new EncodingLoss(Math.max(share, other.share), sameTop && other.sameTop);
    }

    /** Whether answers that differ so much are good enough. */
    public boolean isWithin(double tolerance) {
        return share <= tolerance && sameTop;
    }
}
