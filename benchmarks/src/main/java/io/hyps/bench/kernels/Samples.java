package io.hyps.bench.kernels;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Tensors as a network has them between its layers. */
final class Samples {
    private static final int SIDE = 14;
    private static final long SEED = 7;

    private Samples() {}

    /** Numbers of which half are zero, as after a Relu, in memory outside of the heap, as ONNX Runtime leaves them. */
    static Tensor activations(int channels) {
        Shape shape = Shape.of(1, channels, SIDE, SIDE);
        ByteBuffer data = ByteBuffer.allocateDirect(Math.toIntExact(shape.sizeBytes(ElementType.FLOAT32)))
                .order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(SEED);
        while (data.hasRemaining()) {
            data.putFloat((float) Math.max(0, random.nextGaussian()));
        }
        return Tensor.of(ElementType.FLOAT32, shape, data.flip());
    }

    static TensorMessage message(Tensor tensor) {
        return new TensorMessage.Data(
                new TensorMessage.Address(FrameId.create(), "vgg16", new Epoch(1, 1), 1, "local", "pool4"),
                tensor,
                List.of());
    }
}
