package io.hyps.protocol.tensor;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.wire.WireElementType;
import io.hyps.protocol.wire.WireEncoding;
import io.hyps.protocol.wire.WireInput;
import io.hyps.protocol.wire.WireInputs;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's inputs, given as tensors in place of an image, to and from protobuf ({@code wire.proto}): what a frame holds
 * whose content type is {@value #CONTENT_TYPE}. Decoding makes the tensors views of the payload.
 */
public final class InputTensors {
    public static final String CONTENT_TYPE = "application/vnd.hyps.tensors+protobuf";

    private static final int MOST_INPUTS = 256;

    private InputTensors() {}

    public static byte[] encode(Map<String, Tensor> inputs) {
        WireInputs.Builder wire = WireInputs.newBuilder();
        inputs.forEach((name, tensor) -> wire.addInputs(WireInput.newBuilder()
                .setName(name)
                .setElementType(WireElementType.forNumber(tensor.type().onnxCode()))
                .addAllShape(tensor.shape().dimensions())
                .setEncoding(WireEncoding.RAW)
                .setData(UnsafeByteOperations.unsafeWrap(tensor.data()))));
        return wire.build().toByteArray();
    }

    /**
     * Reads the tensors, in the order in which they were written.
     *
     * @throws MalformedMessageException if they are none, or a name stands twice
     */
    public static Map<String, Tensor> decode(byte[] payload) throws MalformedMessageException {
        WireInputs wire = parse(payload);
        if (wire.getInputsCount() < 1 || wire.getInputsCount() > MOST_INPUTS) {
            throw new MalformedMessageException(
                    "input tensors refused: there are " + wire.getInputsCount() + ", it takes 1 to " + MOST_INPUTS);
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (WireInput input : wire.getInputsList()) {
            String name = ForeignText.printable(input.getName());
            try {
                Tensor tensor = tensor(input);
                if (input.getName().isEmpty() || inputs.put(input.getName(), tensor) != null) {
                    throw new IllegalArgumentException("the name is empty or stands twice");
                }
            } catch (IllegalArgumentException e) {
                throw new MalformedMessageException("input tensor '" + name + "' refused: " + e.getMessage(), e);
            }
        }
        return Collections.unmodifiableMap(inputs);
    }

    private static Tensor tensor(WireInput input) {
        if (input.getEncodingValue() != WireEncoding.RAW_VALUE) {
            throw new IllegalArgumentException("its encoding is " + input.getEncodingValue() + ", it must be raw: 0");
        }
        return Tensor.of(
                ElementType.ofOnnxCode(input.getElementTypeValue()),
                new Shape(input.getShapeList()),
                input.getData().asReadOnlyByteBuffer());
    }

    private static WireInputs parse(byte[] payload) throws MalformedMessageException {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(payload).newCodedInput();
        in.enableAliasing(true);
        try {
            WireInputs wire = WireInputs.parser().parseFrom(in);
            in.checkLastTagWas(0);
            return wire;
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException(
                    "input tensors of " + payload.length + " bytes are no protobuf: " + e.getMessage(), e);
        }
    }
}
