package io.hyps.protocol.tensor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.wire.WireEncoding;
import java.util.Locale;

/** How a tensor's elements are written while they travel. */
public enum Encoding {
    /** As they are. */
    RAW(WireEncoding.RAW_VALUE, new RawCoder(), true),
    /** An LZ4 block. */
    LZ4(WireEncoding.LZ4_VALUE, new Lz4Coder(), true),
    /** Without the zeros. */
    SPARSE(WireEncoding.SPARSE_VALUE, new SparseCoder(), true),
    /** {@code float32} rounded to {@code float16}. */
    FLOAT16(WireEncoding.AS_FLOAT16_VALUE, new Float16Coder(), false),
    /** {@code float32} in 256 steps from the least to the largest element. */
    INT8(WireEncoding.AS_INT8_VALUE, new Int8Coder(false), false),
    /** The same from the least to the largest element of each channel, which is dimension 1. */
    INT8_PER_CHANNEL(WireEncoding.AS_INT8_PER_CHANNEL_VALUE, new Int8Coder(true), false);

    /** Not the constant itself, which a native image cannot have in its heap. */
    private final int wireNumber;

    private final ElementCoder coder;
    private final boolean lossless;

    Encoding(int wireNumber, ElementCoder coder, boolean lossless) {
        this.wireNumber = wireNumber;
        this.coder = coder;
        this.lossless = lossless;
    }

    /** Whether what is decoded is what was encoded, bit by bit. */
    public boolean isLossless() {
        return lossless;
    }

    /** Whether there is an encoding of tensors of the type and shape; not of all values. */
    public boolean carries(ElementType type, Shape shape) {
        return shape.sizeBytes(type) <= Integer.MAX_VALUE && coder.carries(type, shape);
    }

    /** The memory that {@link TensorEncoder} takes for such a tensor. */
    public long roomBytes(ElementType type, Shape shape) {
        return coder.roomBytes(type, shape);
    }

    ElementCoder coder() {
        return coder;
    }

    int wireNumber() {
        return wireNumber;
    }

    /** @throws IllegalArgumentException if the number is that of no encoding known here */
    static Encoding ofWireNumber(int number) {
        for (Encoding encoding : values()) {
            if (encoding.wireNumber == number) {
                return encoding;
            }
        }
        throw new IllegalArgumentException("encoding " + number + " is unknown to this version");
    }

    /** @throws IllegalArgumentException if the name is not that of an encoding, such as {@code float16} */
    @JsonCreator
    public static Encoding parse(String name) {
        for (Encoding encoding : values()) {
            if (encoding.toString().equals(name)) {
                return encoding;
            }
        }
        throw new IllegalArgumentException(
                "encoding '" + ForeignText.printable(name) + "' is unknown: use one such as float16");
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
