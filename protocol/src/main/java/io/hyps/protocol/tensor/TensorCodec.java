package io.hyps.protocol.tensor;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.topic.TopicLevel;
import io.hyps.protocol.wire.WireElementType;
import io.hyps.protocol.wire.WireEpoch;
import io.hyps.protocol.wire.WireFailure;
import io.hyps.protocol.wire.WireStage;
import io.hyps.protocol.wire.WireTensor;
import java.util.List;
import java.util.Optional;

/**
 * Tensor messages to and from protobuf ({@code wire.proto}). Decoding makes the tensor a view of the payload; encoding
 * copies its data once, into the payload.
 */
public final class TensorCodec {
    /** The MQTT content type of tensor messages. */
    public static final String CONTENT_TYPE = "application/vnd.hyps.tensor+protobuf";

    private static final int MOST_STAGES = 4096;

    private TensorCodec() {}

    public static byte[] encode(TensorMessage message) {
        WireTensor.Builder wire = address(message.address());
        for (StageTime stage : message.stages()) {
            wire.addStages(WireStage.newBuilder()
                    .setPartition(stage.partition())
                    .setDevice(stage.device())
                    .setWaitMicros(stage.waitMicros())
                    .setComputeMicros(stage.computeMicros())
                    .setArrivedMicros(stage.arrivedMicros()));
        }
        if (message instanceof TensorMessage.Data data) {
            EncodedTensor content = data.content();
            wire.setElementType(WireElementType.forNumber(content.type().onnxCode()))
                    .addAllShape(content.shape().dimensions())
                    .setEncodingValue(content.encoding().wireNumber())
                    .setData(UnsafeByteOperations.unsafeWrap(content.data()));
        } else if (message instanceof TensorMessage.Failed failed) {
            Failure failure = failed.failure();
            wire.setFailure(WireFailure.newBuilder()
                    .setCode(failure.code().toString())
                    .setMessage(failure.message())
                    .setPartition(failure.partition())
                    .setDevice(failure.device()));
        } else {
            throw new IllegalStateException("no encoding for " + message.getClass());
        }
        return wire.build().toByteArray();
    }

    /** @throws MalformedMessageException if the payload is no tensor message, naming the field that is wrong */
    public static TensorMessage decode(byte[] payload) throws MalformedMessageException {
        WireTensor wire = parse(payload);
        try {
            TensorMessage.Address address = address(wire);
            List<StageTime> stages = stages(wire);
            if (wire.hasFailure()) {
                WireFailure failure = wire.getFailure();
                return new TensorMessage.Failed(
                        address,
                        new Failure(
                                Failure.Code.ofWireName(failure.getCode()),
                                failure.getMessage(),
                                failure.getPartition(),
                                failure.getDevice()),
                        stages);
            }
            return new TensorMessage.Data(address, content(wire), stages);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("tensor message refused: " + e.getMessage(), e);
        }
    }

    /**
     * Reads whose tensor a message is that {@link #decode} refuses, so that its gateway can be told; nothing if not even
     * that can be read.
     */
    public static Optional<TensorMessage.Address> decodeAddress(byte[] payload) {
        try {
            return Optional.of(address(parse(payload)));
        } catch (MalformedMessageException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static WireTensor parse(byte[] payload) throws MalformedMessageException {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(payload).newCodedInput();
        in.enableAliasing(true);
        try {
            WireTensor wire = WireTensor.parser().parseFrom(in);
            in.checkLastTagWas(0);
            return wire;
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException(
                    "tensor message of " + payload.length + " bytes is no protobuf: " + e.getMessage(), e);
        }
    }

    private static WireTensor.Builder address(TensorMessage.Address address) {
        return WireTensor.newBuilder()
                .setFrameId(ByteString.copyFrom(address.frame().toBytes()))
                .setModel(address.model())
                .setEpoch(WireEpoch.newBuilder()
                        .setTerm(address.epoch().term())
                        .setCounter(address.epoch().counter()))
                .setAttempt(address.attempt())
                .setGateway(address.gateway())
                .setTensor(address.tensor());
    }

    private static TensorMessage.Address address(WireTensor wire) {
        if (!wire.hasEpoch()) {
            throw new IllegalArgumentException("field epoch is missing");
        }
        if (wire.getTensor().isEmpty()) {
            throw new IllegalArgumentException("field tensor is empty");
        }
        return new TensorMessage.Address(
                FrameId.ofBytes(wire.getFrameId().toByteArray()),
                TopicLevel.requireIdentifier("model", wire.getModel()),
                new Epoch(wire.getEpoch().getTerm(), wire.getEpoch().getCounter()),
                wire.getAttempt(),
                TopicLevel.requireIdentifier("gateway", wire.getGateway()),
                wire.getTensor());
    }

    private static List<StageTime> stages(WireTensor wire) {
        if (wire.getStagesCount() > MOST_STAGES) {
            throw new IllegalArgumentException(
                    "field stages has " + wire.getStagesCount() + " entries, over the limit of " + MOST_STAGES);
        }
        return wire.getStagesList().stream()
                .map(s -> new StageTime(
                        s.getPartition(), s.getDevice(), s.getWaitMicros(), s.getComputeMicros(), s.getArrivedMicros()))
                .toList();
    }

    private static EncodedTensor content(WireTensor wire) {
        return EncodedTensor.of(
                Encoding.ofWireNumber(wire.getEncodingValue()),
                ElementType.ofOnnxCode(wire.getElementTypeValue()),
                new Shape(wire.getShapeList()),
                wire.getData().asReadOnlyByteBuffer());
    }
}
