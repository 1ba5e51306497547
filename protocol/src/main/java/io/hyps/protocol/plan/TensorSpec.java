package io.hyps.protocol.plan;

import io.hyps.protocol.Required;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;

/** A tensor that travels over MQTT: its name in the model and what it must be. */
public record TensorSpec(String name, ElementType type, Shape shape) {
    public TensorSpec {
        Required.text("name", name);
        Required.field("type", type);
        Required.field("shape", shape).sizeBytes(type);
    }

    public long sizeBytes() {
        return shape.sizeBytes(type);
    }
}
