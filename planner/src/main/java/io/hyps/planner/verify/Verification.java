package io.hyps.planner.verify;

import java.util.Map;
import java.util.Optional;

/**
 * How the slices, run one after another, compare with the whole model.
 *
 * @param maxRelDiff the largest max|Δ| / max|y| of any output in any sample
 * @param top1Agreement the share of samples whose outputs have the same largest element, or one within tolerance of it
 * @param beyondTolerance the first output that differs by more than its type allows, in one line
 * @param partitionNanos the median time of each partition on this machine, one thread
 * @param wholeNanos the same of the whole model
 */
public record Verification(
        int samples,
        int partitions,
        double maxAbsDiff,
        double maxRelDiff,
        double top1Agreement,
        Optional<String> beyondTolerance,
        Map<String, Long> partitionNanos,
        long wholeNanos) {
    public Verification {
        partitionNanos = Map.copyOf(partitionNanos);
    }
}
