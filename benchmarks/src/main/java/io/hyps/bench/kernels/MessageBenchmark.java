package io.hyps.bench.kernels;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
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

/** A tensor to a protobuf message and back: one copy out, a view in. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MessageBenchmark {
    /** 100 kB, 401 kB, 3.2 MB. */
    @Param({"128", "512", "4096"})
    public int channels = 1;

    private TensorMessage message = Samples.message(Samples.activations(1));
    private byte[] encoded = {};
    private ByteBuffer room = ByteBuffer.allocate(0);

    /** @throws IllegalStateException if what comes out is not what went in */
    @Setup
    public void prepare() throws MalformedMessageException {
        Tensor tensor = Samples.activations(channels);
        message = Samples.message(tensor);
        encoded = TensorCodec.encode(message);
        room = ByteBuffer.allocateDirect(tensor.sizeBytes());
        if (!decodeIntoRoom().equals(tensor.data())) {
            throw new IllegalStateException("the message holds another tensor");
        }
    }

    @Benchmark
    public byte[] encode() {
        return TensorCodec.encode(message);
    }

    @Benchmark
    public TensorMessage decode() throws MalformedMessageException {
        return TensorCodec.decode(encoded);
    }

    /** As a runner puts it where ONNX Runtime reads. */
    @Benchmark
    public ByteBuffer decodeIntoRoom() throws MalformedMessageException {
        TensorMessage decoded = TensorCodec.decode(encoded);
        ((TensorMessage.Data) decoded).content().decodeInto(room.clear());
        return room.clear();
    }

    /** What the others are to be seen beside: one copy of the same bytes. */
    @Benchmark
    public ByteBuffer copy() {
        return room.clear().put(encoded, encoded.length - room.capacity(), room.capacity());
    }
}
