package io.hyps.gateway.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hyps.gateway.rest.InferRequest.Output;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.OutputTensor;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Writes an inference response: JSON, and behind it the outputs that were asked for as binary data, in their order. */
final class InferReply {
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private InferReply() {}

    /** @throws RefusedException if JSON cannot hold an output that was not asked for as binary data */
    static Reply of(InferRequest request, ModelRef model, List<Output> outputs, FrameId frame, InferenceResult result)
            throws RefusedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        try (JsonGenerator json = InferRequestParser.JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("model_name", model.name());
            json.writeStringField("model_version", model.version());
            if (request.id().isPresent()) {
                json.writeStringField("id", request.id().get());
            }
            json.writeObjectFieldStart("parameters");
            json.writeStringField("frame", frame.toString());
            json.writeEndObject();
            json.writeArrayFieldStart("outputs");
            for (Output output : outputs) {
                boolean asBinary = output.binary().orElse(request.binaryOutputs());
                write(output.name(), tensor(output.name(), result), asBinary, json, binary);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        if (binary.size() == 0) {
            return Reply.ofJson(Payload.of(body.toByteArray()));
        }
        int jsonBytes = body.size();
        body.writeBytes(binary.toByteArray());
        return new Reply(
                200,
                "application/octet-stream",
                Map.of(JSON_LENGTH, Integer.toString(jsonBytes)),
                Payload.of(body.toByteArray()));
    }

    private static void write(
            String name, Tensor tensor, boolean asBinary, JsonGenerator json, ByteArrayOutputStream binary)
            throws IOException, RefusedException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("datatype", Datatype.of(tensor.type()));
        json.writeArrayFieldStart("shape");
        for (long dimension : tensor.shape().dimensions()) {
            json.writeNumber(dimension);
        }
        json.writeEndArray();
        if (asBinary) {
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", tensor.sizeBytes());
            json.writeEndObject();
            byte[] bytes = new byte[tensor.sizeBytes()];
            tensor.data().get(bytes);
            binary.writeBytes(bytes);
        } else {
            json.writeFieldName("data");
            JsonElements.write(name, tensor, json);
        }
        json.writeEndObject();
    }

    private static Tensor tensor(String name, InferenceResult result) {
        List<OutputTensor> outputs = result.outputs() == null ? List.of() : result.outputs();
        OutputTensor output = outputs.stream()
                .filter(each -> each.name().equals(name) && each.base64() != null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the result has no exact output '" + name + "'"));
        return Tensor.of(
                ElementType.parse(output.type()),
                new Shape(output.shape()),
                ByteBuffer.wrap(Base64.getDecoder().decode(String.valueOf(output.base64()))));
    }
}
