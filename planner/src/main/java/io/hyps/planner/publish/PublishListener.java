package io.hyps.planner.publish;

import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.plan.SliceRef;

/** Hears how a publication goes on. */
public interface PublishListener {
    /** @param files how many files are to be uploaded, {@code bytes} together */
    default void uploading(int files, long bytes) {}

    /** @param nextOffset how much of the file the service has */
    default void uploaded(SliceRef.Blob file, long nextOffset) {}

    default void waiting(PlannerReply.Waiting waiting) {}
}
