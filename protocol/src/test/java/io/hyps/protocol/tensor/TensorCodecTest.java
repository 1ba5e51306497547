package io.hyps.protocol.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.wire.WireTensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TensorCodecTest {
    private static final TensorMessage.Address ADDRESS = new TensorMessage.Address(
            FrameId.parse("0192f3a4-5b6c-7d8e-9f01-23456789abcd"), "fashion", new Epoch(1, 3), 1, "gw-1", "relu:0");

    @Property
    void comesThroughUnchanged(@ForAll("messages") TensorMessage message) throws MalformedMessageException {
        TensorMessage decoded = TensorCodec.decode(TensorCodec.encode(message));

        assertThat(decoded.address()).isEqualTo(message.address());
        assertThat(decoded.stages()).isEqualTo(message.stages());
        assertThat(decoded).hasSameClassAs(message);
        if (message instanceof TensorMessage.Data data) {
            Tensor tensor = ((TensorMessage.Data) decoded).tensor();
            assertThat(tensor.type()).isEqualTo(data.tensor().type());
            assertThat(tensor.shape()).isEqualTo(data.tensor().shape());
            assertThat(tensor.data()).isEqualTo(data.tensor().data());
        } else {
            assertThat(decoded).isEqualTo(message);
        }
    }

    @Property
    void isEitherReadOrRefusedInOneLineWhateverTheBytes(@ForAll byte[] bytes) {
        assertReadOrRefused(bytes);
    }

    @Property(tries = 300)
    void isRefusedOrStillATensorWhenBitsFlip(
            @ForAll("messages") TensorMessage message,
            @ForAll @IntRange(max = 1_000_000) int at,
            @ForAll @IntRange(max = 7) int bit) {
        byte[] bytes = TensorCodec.encode(message);
        bytes[at % bytes.length] ^= (byte) (1 << bit);

        assertReadOrRefused(bytes);
    }

    @Property(tries = 300)
    void isRefusedWhenTruncated(
            @ForAll("messages") TensorMessage message, @ForAll @IntRange(max = 1_000_000) int length) {
        byte[] bytes = TensorCodec.encode(message);

        assertReadOrRefused(Arrays.copyOf(bytes, length % bytes.length));
    }

    @Example
    void isAViewOfThePayload() throws MalformedMessageException {
        byte[] payload = TensorCodec.encode(new TensorMessage.Data(
                ADDRESS,
                Tensor.of(ElementType.UINT8, Shape.of(4), ByteBuffer.wrap(new byte[] {1, 2, 3, 4})),
                List.of()));

        Tensor tensor = ((TensorMessage.Data) TensorCodec.decode(payload)).tensor();
        payload[payload.length - 1] = 99;

        assertThat(tensor.data().get(3)).isEqualTo((byte) 99);
        assertThat(tensor.data().isReadOnly()).isTrue();
    }

    @Example
    void refusalsNameTheField() {
        assertRefusal(w -> w.clearEpoch(), "field epoch is missing");
        assertRefusal(w -> w.clearTensor(), "field tensor is empty");
        assertRefusal(w -> w.setFrameId(ByteString.copyFrom(new byte[15])), "a frame id has 16 bytes, not 15");
        assertRefusal(w -> w.setModel("a/b"), "model 'a/b' is not an identifier");
        assertRefusal(w -> w.setModel(""), "model '' is not an identifier");
        assertRefusal(w -> w.setGateway("#"), "gateway '#' is not an identifier");
        assertRefusal(w -> w.setAttempt(0), "attempt 0 is below 1");
        assertRefusal(w -> w.setAttempt(-1), "attempt -1 is below 1");
        assertRefusal(w -> w.setEncodingValue(7), "encoding 7 is unknown");
        assertRefusal(w -> w.setElementTypeValue(0), "element type 0 is none");
        assertRefusal(w -> w.setElementTypeValue(8), "element type 8 is none");
        assertRefusal(w -> w.setData(ByteString.copyFrom(new byte[3])), "has 4 bytes, its data 3");
        assertRefusal(w -> w.clearShape().addShape(2), "has 8 bytes, its data 4");
        assertRefusal(w -> w.clearShape().addAllShape(Collections.nCopies(17, 1L)), "17 dimensions");
        assertRefusal(w -> w.clearShape().addShape(-1), "negative dimension");
        assertRefusal(w -> w.clearShape().addShape(1L << 40).addShape(1L << 40), "overflows");
        assertRefusal(w -> w.clearShape().addShape(1L << 62), "overflows");
        assertRefusal(w -> w.setEpoch(w.getEpoch().toBuilder().setTerm(-1)), "negative part");
        assertRefusal(
                w -> w.addAllStages(Collections.nCopies(5000, io.hyps.protocol.wire.WireStage.getDefaultInstance())),
                "field stages has 5000 entries");
    }

    @Example
    void readsAFailureOfALaterVersion() throws MalformedMessageException {
        byte[] bytes = wire().clearData()
                .setFailure(io.hyps.protocol.wire.WireFailure.newBuilder()
                        .setCode("melted")
                        .setMessage("too hot"))
                .build()
                .toByteArray();

        TensorMessage decoded = TensorCodec.decode(bytes);

        assertThat(((TensorMessage.Failed) decoded).failure().code()).isEqualTo(Failure.Code.OTHER);
    }

    private static void assertReadOrRefused(byte[] bytes) {
        try {
            assertThat(TensorCodec.decode(bytes)).isNotNull();
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    private static void assertRefusal(UnaryOperator<WireTensor.Builder> spoil, String reason) {
        byte[] bytes = spoil.apply(wire()).build().toByteArray();

        assertThatThrownBy(() -> TensorCodec.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    private static WireTensor.Builder wire() {
        try {
            return WireTensor.parseFrom(
                    TensorCodec.encode(new TensorMessage.Data(ADDRESS, Tensor.ofFloats(Shape.of(1), 1.5f), List.of())))
                    .toBuilder();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Provide
    Arbitrary<TensorMessage> messages() {
        return Arbitraries.oneOf(data(), failures());
    }

    private static Arbitrary<TensorMessage> data() {
        Arbitrary<Shape> shapes =
                Arbitraries.longs().between(0, 4).list().ofMaxSize(5).map(Shape::new);
        Arbitrary<Tensor> tensors = Combinators.combine(
                        Arbitraries.of(ElementType.class), shapes, Arbitraries.randomValue(r -> r))
                .as((type, shape, random) -> {
                    byte[] bytes = new byte[Math.toIntExact(shape.sizeBytes(type))];
                    random.nextBytes(bytes);
                    return Tensor.of(type, shape, ByteBuffer.wrap(bytes));
                });
        return Combinators.combine(addresses(), tensors, stages()).as(TensorMessage.Data::new);
    }

    private static Arbitrary<TensorMessage> failures() {
        Arbitrary<Failure> failures = Combinators.combine(
                        Arbitraries.of(Failure.Code.class),
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.strings().alpha().ofMaxLength(5),
                        Arbitraries.strings().alpha().ofMaxLength(5))
                .as(Failure::new);
        return Combinators.combine(addresses(), failures, stages()).as(TensorMessage.Failed::new);
    }

    private static Arbitrary<TensorMessage.Address> addresses() {
        Arbitrary<Long> counts = Arbitraries.longs().greaterOrEqual(0);
        return Combinators.combine(
                        Arbitraries.create(FrameId::create),
                        Arbitraries.of("fashion", "m.1_x-2"),
                        Combinators.combine(counts, counts).as(Epoch::new),
                        Arbitraries.integers().between(1, Integer.MAX_VALUE),
                        Arbitraries.of("gw", "gw-2"),
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(30).filter(TensorCodecTest::isUnicode))
                .as(TensorMessage.Address::new);
    }

    /** Java strings can hold lone surrogates, protobuf strings cannot. */
    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }

    private static Arbitrary<List<StageTime>> stages() {
        Arbitrary<Long> micros = Arbitraries.longs().greaterOrEqual(0);
        return Combinators.combine(Arbitraries.of("p0", "p1"), Arbitraries.of("edge-1", "edge-2"), micros, micros)
                .as(StageTime::new)
                .list()
                .ofMaxSize(4);
    }
}
