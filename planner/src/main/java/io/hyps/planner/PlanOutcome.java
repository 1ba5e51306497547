package io.hyps.planner;

import io.hyps.planner.verify.Verification;
import io.hyps.protocol.plan.Plan;
import java.nio.file.Path;

/** What came of a {@link PlanRequest}. */
public sealed interface PlanOutcome {
    /** The plan is in its folder, and verified. */
    record Feasible(Plan plan, Path folder, PlanReport report) implements PlanOutcome {}

    /** The model does not fit the devices; nothing was written. */
    record Infeasible(InfeasibleReport report) implements PlanOutcome {}

    /** The slices do not compute what the model does; nothing was written. */
    record Different(Verification verification) implements PlanOutcome {}
}
