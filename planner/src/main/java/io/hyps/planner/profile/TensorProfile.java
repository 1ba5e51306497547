package io.hyps.planner.profile;

import io.hyps.protocol.Required;

/**
 * How ONNX Runtime holds a tensor.
 *
 * @param insideBytes between two nodes of one partition
 * @param convertedBytes of the copy in the blocked layout where it enters or leaves a partition; 0 for none
 * @param convertNanos where it enters or leaves: for itself, and for that copy or for the pass over it that cutting a
 *     fusion costs
 */
record TensorProfile(String name, long insideBytes, long convertedBytes, double convertNanos) {
    TensorProfile {
        Required.field("name", name);
        Required.notNegative("insideBytes", insideBytes);
        Required.notNegative("convertedBytes", convertedBytes);
        if (!(convertNanos >= 0) || Double.isInfinite(convertNanos)) {
            throw new IllegalArgumentException("convertNanos of '" + name + "' are " + convertNanos);
        }
    }

    /** What a part of the tensor takes. */
    TensorProfile share(double of) {
        return new TensorProfile(
                name, Math.round(insideBytes * of), Math.round(convertedBytes * of), convertNanos * of);
    }
}
