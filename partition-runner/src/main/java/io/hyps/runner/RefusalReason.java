package io.hyps.runner;

import java.util.Locale;

/** Why this device does not run a plan; in its status by the name of {@link #toString()}. */
public enum RefusalReason {
    /** The plan's message cannot be read, or is not of its topic. */
    BAD_PLAN(false),
    /** No trusted key has signed the message, or not as it is. */
    BAD_SIGNATURE(false),
    /** The epoch is over: its term is lower than one already seen for the model, or its plan was retired or never came when it was new. */
    STALE_EPOCH(false),
    /** The epoch was already seen with another content. */
    CONFLICTING_EPOCH(false),
    /** The partitions do not fit beside those already held. */
    OUT_OF_MEMORY(true),
    /** The slice's files are not what the plan says. */
    BAD_SLICE(false),
    /** The planner does not send the slice's files. */
    SLICE_UNAVAILABLE(true),
    /** The slice cannot be stored on this device. */
    STORAGE(true),
    /** This device cannot run such a partition, however much memory it has. */
    UNSUPPORTED(false),
    /** The broker did not grant the subscriptions. */
    SUBSCRIPTION(true);

    private final boolean passing;

    RefusalReason(boolean passing) {
        this.passing = passing;
    }

    /** Whether the same plan may be taken later, without a change to it. */
    public boolean isPassing() {
        return passing;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
