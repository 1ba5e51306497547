package io.hyps.bench.kernels;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.tensor.EncodedTensor;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorEncoder;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A tensor to each encoding and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EncodingBenchmark {
    /** 401 kB. */
    private static final int CHANNELS = 512;

    @Param({"LZ4", "SPARSE", "FLOAT16", "INT8", "INT8_PER_CHANNEL"})
    public Encoding encoding = Encoding.RAW;

    private final TensorEncoder encoder = new TensorEncoder();
    private final Tensor tensor = Samples.activations(CHANNELS);
    private final ByteBuffer room = ByteBuffer.allocateDirect(tensor.sizeBytes());
    private EncodedTensor encoded = EncodedTensor.raw(tensor);

    /** @throws IllegalStateException if a lossless encoding gives back other numbers */
    @Setup
    public void prepare() throws MalformedMessageException {
        encoded = new TensorEncoder().encode(tensor, encoding);
        if (encoding.isLossless() && !decode().equals(tensor.data())) {
            throw new IllegalStateException(encoding + " gives back another tensor");
        }
    }

    @Benchmark
    public EncodedTensor encode() {
        return encoder.encode(tensor, encoding);
    }

    @Benchmark
    public ByteBuffer decode() throws MalformedMessageException {
        encoded.decodeInto(room.clear());
        return room.clear();
    }
}
