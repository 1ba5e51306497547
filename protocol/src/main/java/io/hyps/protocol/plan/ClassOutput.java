package io.hyps.protocol.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hyps.protocol.Required;
import java.util.List;

/**
 * What a classifier's output means.
 *
 * @param tensor the model's output tensor, as many elements as there are labels, of a floating-point type
 * @param activation {@link Activation#NONE} if absent
 * @param topK how many classes a result names, best first; all if absent
 * @param raw whether a result also carries the tensor itself; true if absent
 * @param labels the classes, in order
 */
public record ClassOutput(String tensor, Activation activation, Integer topK, Boolean raw, List<String> labels) {
    public ClassOutput {
        Required.text("tensor", tensor);
        labels = List.copyOf(Required.field("labels", labels));
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("field 'labels' is empty");
        }
        activation = activation == null ? Activation.NONE : activation;
        topK = topK == null ? Integer.valueOf(labels.size()) : topK;
        raw = raw == null ? Boolean.TRUE : raw;
        if (topK < 1 || topK > labels.size()) {
            throw new IllegalArgumentException("field 'topK' is " + topK + ": use 1 to " + labels.size());
        }
    }

    /** What turns the tensor into scores. */
    public enum Activation {
        /** The tensor holds the scores already. */
        @JsonProperty("none")
        NONE,
        /** The tensor holds logits. */
        @JsonProperty("softmax")
        SOFTMAX
    }
}
