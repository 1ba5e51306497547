package io.hyps.planner.verify;

import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Inputs that look like images: floats in [0, 1), bytes of any value; other integers and booleans 0 or 1. */
public final class RandomInputs {
    private RandomInputs() {}

    /** The same samples for the same seed. */
    public static List<Map<String, Tensor>> of(Plan plan, int samples, long seed) {
        return of(plan.inputs().stream().map(plan::tensor).toList(), samples, seed);
    }

    /** The same samples for the same seed. */
    public static List<Map<String, Tensor>> of(List<TensorSpec> specs, int samples, long seed) {
        Random random = new Random(seed);
        List<Map<String, Tensor>> inputs = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            Map<String, Tensor> sample = new LinkedHashMap<>();
            specs.forEach(spec -> sample.put(spec.name(), tensor(spec, random)));
            inputs.add(sample);
        }
        return inputs;
    }

    private static Tensor tensor(TensorSpec spec, Random random) {
        ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(spec.sizeBytes())).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            put(data, spec.type(), random);
        }
        return Tensor.of(spec.type(), spec.shape(), data.flip());
    }

    private static void put(ByteBuffer data, ElementType type, Random random) {
        switch (type) {
            case FLOAT32 -> data.putFloat(random.nextFloat());
            case FLOAT64 -> data.putDouble(random.nextDouble());
            // a random fraction below 1.0: sign and exponent of [0.5, 1)
            case FLOAT16 -> data.putShort((short) (0x3800 | random.nextInt(1 << 10)));
            case BFLOAT16 -> data.putShort((short) (0x3F00 | random.nextInt(1 << 7)));
            case UINT8, INT8 -> data.put((byte) random.nextInt(1 << 8));
            case BOOL -> data.put((byte) random.nextInt(2));
            case INT16, UINT16 -> data.putShort((short) random.nextInt(2));
            case INT32, UINT32 -> data.putInt(random.nextInt(2));
            case INT64, UINT64 -> data.putLong(random.nextInt(2));
        }
    }
}
