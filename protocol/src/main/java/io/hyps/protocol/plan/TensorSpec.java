package io.hyps.protocol.plan;

import io.hyps.protocol.Required;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that travels over MQTT: its name in the model and what it must be.
 *
 * @param encoding how its elements are written on the way; none if they are raw
 */
public record TensorSpec(String name, ElementType type, Shape shape, @Nullable Encoding encoding) {
    public TensorSpec {
        Required.text("name", name);
        Required.field("type", type);
        Required.field("shape", shape).sizeBytes(type);
        if (encoding == Encoding.RAW) {
            encoding = null; // one form for one plan, so that its digest is one
        }
        if (encoding != null && !encoding.carries(type, shape)) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' is " + type + shape + ", which cannot travel as " + encoding);
        }
    }

    /** Raw. */
    public TensorSpec(String name, ElementType type, Shape shape) {
        this(name, type, shape, null);
    }

    /** How its elements are written on the way. */
    public Encoding travelsAs() {
        return encoding == null ? Encoding.RAW : encoding;
    }

    /** The same tensor, written in another way. */
    public TensorSpec travellingAs(Encoding wanted) {
        return new TensorSpec(name, type, shape, wanted);
    }

    public long sizeBytes() {
        return shape.sizeBytes(type);
    }
}
