package io.hyps.planner.encoding;

import io.hyps.protocol.tensor.Encoding;
import java.util.List;
import java.util.Locale;

/**
 * Which encodings a plan may use.
 *
 * @param tolerance how far an output's element may be from the whole model's by them, as a share of that output's largest;
 *     above 0, up to 1
 */
public record EncodingChoice(Mode mode, double tolerance) {
    /** Tensors travel raw. */
    public static final EncodingChoice NONE = new EncodingChoice(Mode.NONE, 1e-3);

    public EncodingChoice {
        if (!(tolerance > 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ": use a share above 0, up to 1");
        }
    }

    /** Kinds of encodings; those without loss are in all but the first. */
    public enum Mode {
        NONE,
        LOSSLESS(Encoding.LZ4, Encoding.SPARSE),
        FLOAT16(Encoding.LZ4, Encoding.SPARSE, Encoding.FLOAT16),
        INT8(Encoding.LZ4, Encoding.SPARSE, Encoding.INT8, Encoding.INT8_PER_CHANNEL),
        AUTO(Encoding.LZ4, Encoding.SPARSE, Encoding.FLOAT16, Encoding.INT8, Encoding.INT8_PER_CHANNEL);

        private final List<Encoding> encodings;

        Mode(Encoding... encodings) {
            this.encodings = List.of(encodings);
        }

        List<Encoding> encodings() {
            return encodings;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
