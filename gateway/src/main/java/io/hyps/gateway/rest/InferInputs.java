package io.hyps.gateway.rest;

import io.hyps.gateway.dispatch.InputCheck;
import io.hyps.gateway.rest.InferRequest.Data;
import io.hyps.gateway.rest.InferRequest.Input;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a model's input tensors of an inference request and the binary data behind it. */
final class InferInputs {
    private InferInputs() {}

    /**
     * Checks what the request declares against the plan before it makes anything of that size.
     *
     * @param jsonBytes where the binary data begins
     */
    static Map<String, Tensor> of(InferRequest request, Plan plan, byte[] body, int jsonBytes) throws RefusedException {
        requireInputs(request, plan);
        requireBinarySizes(request, body.length - jsonBytes);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int at = jsonBytes;
        for (Input input : request.inputs()) {
            if (input.data() instanceof Data.InJson inJson) {
                if (!Datatype.isInJson(input.type())) {
                    throw RefusedException.badRequest("input '" + input.name() + "' is of " + Datatype.of(input.type())
                            + ", which JSON has not: send it as binary data");
                }
                tensors.put(
                        input.name(),
                        JsonElements.read(input.name(), input.type(), input.shape(), body, inJson.offset()));
            } else if (input.data() instanceof Data.Binary binary) {
                int size = (int) binary.sizeBytes();
                tensors.put(input.name(), Tensor.of(input.type(), input.shape(), ByteBuffer.wrap(body, at, size)));
                at += size;
            } else {
                throw new IllegalStateException("unknown place of data " + input.data());
            }
        }
        return tensors;
    }

    private static void requireInputs(InferRequest request, Plan plan) throws RefusedException {
        Map<String, InputCheck.Declared> declared = new LinkedHashMap<>();
        for (Input input : request.inputs()) {
            declared.put(input.name(), new InputCheck.Declared(input.type(), input.shape()));
        }
        Optional<String> misfit = InputCheck.misfit(plan, declared, Datatype::of);
        if (misfit.isPresent()) {
            throw RefusedException.badRequest(misfit.get());
        }
    }

    private static void requireBinarySizes(InferRequest request, int available) throws RefusedException {
        long claimed = 0;
        for (Input input : request.inputs()) {
            if (input.data() instanceof Data.Binary binary) {
                long needed = input.shape().sizeBytes(input.type());
                if (binary.sizeBytes() != needed) {
                    throw RefusedException.badRequest("input '" + input.name() + "' has " + needed
                            + " bytes, its 'binary_data_size' is " + binary.sizeBytes());
                }
                claimed += needed;
            }
        }
        if (claimed != available) {
            throw RefusedException.badRequest(
                    "the inputs claim " + claimed + " bytes of binary data, behind the JSON are " + available
                            + " (see the header Inference-Header-Content-Length)");
        }
    }

    /** The outputs that the request wants: all of the model's, if it names none. */
    static List<InferRequest.Output> outputs(InferRequest request, Plan plan) throws RefusedException {
        if (request.outputs().isEmpty()) {
            return plan.outputs().stream()
                    .map(name -> new InferRequest.Output(name, Optional.empty()))
                    .toList();
        }
        for (InferRequest.Output output : request.outputs()) {
            if (!plan.outputs().contains(output.name())) {
                throw RefusedException.badRequest("model '" + plan.model().name() + "' has no output '"
                        + ForeignText.printable(output.name()) + "', it has " + plan.outputs());
            }
        }
        return request.outputs();
    }
}
