package io.hyps.gateway.rest;

import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The JSON of an inference request (Open Inference Protocol, with the binary tensor data extension), its data not read yet.
 *
 * @param id the client's, to be given back
 * @param outputs those wanted; all if empty
 * @param binaryOutputs whether outputs go back as binary data if they do not say themselves
 */
record InferRequest(Optional<String> id, List<Input> inputs, List<Output> outputs, boolean binaryOutputs) {
    InferRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * An input tensor.
     *
     * @param data where its elements stand
     */
    record Input(String name, ElementType type, Shape shape, Data data) {}

    /** Where an input's elements are. */
    sealed interface Data {
        /** In the JSON, as an array that begins at that byte. */
        record InJson(int offset) implements Data {}

        /** Behind the JSON, after the data of the inputs before. */
        record Binary(long sizeBytes) implements Data {}
    }

    /** An output that the client wants. */
    record Output(String name, Optional<Boolean> binary) {}
}
