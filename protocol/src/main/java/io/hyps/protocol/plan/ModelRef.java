package io.hyps.protocol.plan;

import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.topic.TopicLevel;

/**
 * The model that a plan is of.
 *
 * @param name its name in topics
 * @param sha256 the digest of its ONNX file
 * @param weightsBytes the size of all its weights
 */
public record ModelRef(String name, String version, Sha256 sha256, long weightsBytes) {
    public ModelRef {
        TopicLevel.requireIdentifier("model", Required.field("name", name));
        Required.text("version", version);
        Required.field("sha256", sha256);
        Required.notNegative("weightsBytes", weightsBytes);
    }
}
