package io.hyps.planner.encoding;

import io.hyps.planner.partition.Carriage;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorEncoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Encodes and decodes samples of a tensor as a runner would, and takes sizes and times. For one thread. */
final class EncodingMeter {
    private static final int ROUNDS = 3;

    private final TensorEncoder encoder = new TensorEncoder();

    /** Nothing if no sample becomes smaller, or its values cannot be carried. */
    Optional<Carriage> measure(List<Tensor> samples, Encoding encoding) {
        Tensor first = samples.get(0);
        if (!encoding.carries(first.type(), first.shape())) {
            return Optional.empty();
        }
        ByteBuffer made = ByteBuffer.allocateDirect(first.sizeBytes());
        ByteBuffer read = ByteBuffer.allocateDirect(first.sizeBytes());
        double bytes = 0;
        double encodeNanos = 0;
        double decodeNanos = 0;
        boolean smaller = false;
        for (Tensor sample : samples) {
            made.clear().put(sample.data()).flip();
            Tensor tensor = Tensor.of(sample.type(), sample.shape(), made);
            long encode = Long.MAX_VALUE;
            long decode = Long.MAX_VALUE;
            int size = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                EncodedTensor encoded = encoder.encode(tensor, encoding);
                long between = System.nanoTime();
                decode(encoded, read);
                decode = Math.min(decode, System.nanoTime() - between);
                encode = Math.min(encode, between - start);
                size = encoded.sizeBytes();
                smaller |= encoded.encoding() == encoding;
            }
            bytes += size;
            encodeNanos += encode;
            decodeNanos += decode;
        }
        int count = samples.size();
        return smaller
                ? Optional.of(new Carriage(
                        bytes / count,
                        encodeNanos / count,
                        decodeNanos / count,
                        encoding.roomBytes(first.type(), first.shape())))
                : Optional.empty();
    }

    private static void decode(EncodedTensor encoded, ByteBuffer target) {
        try {
            encoded.decodeInto(target);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("what was encoded cannot be decoded", e);
        }
    }
}
