package io.hyps.planner;

import java.util.Locale;

/** Where the costs of nodes and tensors come from. */
public enum CostSource {
    /** The whole model is run here once, with ONNX Runtime's profiler; kept for the next time. */
    PROFILED,
    /** From shapes alone: quick, without workspace, and times are right only in proportion. */
    ESTIMATED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
