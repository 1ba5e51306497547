package io.hyps.planner;

import io.hyps.planner.encoding.EncodingChoice;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.rewrite.Split;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Residency;
import java.util.List;

/**
 * How to plan.
 *
 * @param objective what to be good at
 * @param residency which of its partitions' weights a device holds at once
 * @param splits to be made in any case; others are made where they pay
 * @param costs where times and workspace come from
 * @param losses whether to plan as well for the loss of each single device
 * @param encodings how tensors may travel
 * @param maxBatch how many frames a partition may compute at once, where the model and the memory allow it
 */
public record PlanChoices(
        Objective objective,
        Residency residency,
        List<Split> splits,
        CostSource costs,
        boolean losses,
        EncodingChoice encodings,
        int maxBatch) {
    public PlanChoices {
        splits = List.copyOf(splits);
        if (maxBatch < 1 || maxBatch > Partition.MOST_FRAMES) {
            throw new IllegalArgumentException(
                    "a batch of at most " + maxBatch + " frames: use 1 to " + Partition.MOST_FRAMES);
        }
    }

    /** All weights resident, no splits asked for, estimated costs, tensors raw. */
    public static PlanChoices of(Objective objective) {
        return new PlanChoices(
                objective, Residency.RESIDENT, List.of(), CostSource.ESTIMATED, false, EncodingChoice.NONE, 1);
    }

    public PlanChoices withResidency(Residency wanted) {
        return new PlanChoices(objective, wanted, splits, costs, losses, encodings, maxBatch);
    }

    public PlanChoices withSplits(List<Split> wanted) {
        return new PlanChoices(objective, residency, wanted, costs, losses, encodings, maxBatch);
    }

    public PlanChoices withCosts(CostSource wanted) {
        return new PlanChoices(objective, residency, splits, wanted, losses, encodings, maxBatch);
    }

    /** Also for the loss of each single device. */
    public PlanChoices withLosses(boolean wanted) {
        return new PlanChoices(objective, residency, splits, costs, wanted, encodings, maxBatch);
    }

    /** Tensors may travel encoded. */
    public PlanChoices withEncodings(EncodingChoice wanted) {
        return new PlanChoices(objective, residency, splits, costs, losses, wanted, maxBatch);
    }

    /** Partitions may compute so many frames at once. */
    public PlanChoices withMaxBatch(int wanted) {
        return new PlanChoices(objective, residency, splits, costs, losses, encodings, wanted);
    }
}
