package io.hyps.planner.profile;

import io.hyps.protocol.Required;

/**
 * How long a copy ran.
 *
 * @param medianNanos of a run without ONNX Runtime's profiler, in processor time of one thread
 * @param trace the file that the profiler wrote
 */
record Traced(long medianNanos, String trace) {
    Traced {
        Required.notNegative("medianNanos", medianNanos);
        Required.field("trace", trace);
    }
}
