package io.hyps.protocol.plan;

import io.hyps.protocol.Required;
import io.hyps.protocol.topic.TopicLevel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX file does not say of a model: its name, how an image becomes its input, what its output means. Travels in
 * the plan, so that a gateway needs nothing else.
 *
 * @param licence an SPDX expression
 * @param output none if the output tensors are the answer
 * @param dispatch absent if all sensors are alike
 */
public record Manifest(
        String name,
        String version,
        String licence,
        @Nullable String description,
        ImageInput input,
        @Nullable ClassOutput output,
        @Nullable DispatchOrder dispatch) {
    public Manifest {
        TopicLevel.requireIdentifier("model", Required.field("name", name));
        Required.text("version", version);
        Required.text("licence", licence);
        Required.field("input", input);
    }

    /** What the output means; none if the output tensors are the answer. */
    public Optional<ClassOutput> findOutput() {
        return Optional.ofNullable(output);
    }

    /** One for which all sensors are alike. */
    public Manifest(
            String name,
            String version,
            String licence,
            @Nullable String description,
            ImageInput input,
            @Nullable ClassOutput output) {
        this(name, version, licence, description, input, output, null);
    }
}
