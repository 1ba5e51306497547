package io.hyps.runner;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** {@code h = relu(x)} and {@code y = relu(h)} in two partitions on one device; x and h travel encoded, y raw. */
public final class EncodedPlan {
    public static final Shape SHAPE = Shape.of(1, 8, 16, 16);
    private static final TinyModel.Slice FIRST = TinyModel.relu("x", "h", SHAPE);
    private static final TinyModel.Slice SECOND = TinyModel.relu("h", "y", SHAPE);

    private EncodedPlan() {}

    public static PublishedPlan published(Epoch epoch, Encoding encoding) {
        Plan plan = new Plan(
                Plan.SCHEMA,
                new ModelRef(TinyPlan.MODEL, "1", Sha256.of(new byte[] {1}), 0),
                null,
                "memory",
                Residency.RESIDENT,
                List.of("x"),
                List.of("y"),
                1,
                List.of(spec("x").travellingAs(encoding), spec("h").travellingAs(encoding), spec("y")),
                List.of(
                        new Partition("p0", List.of("d0"), List.of("x"), List.of("h"), 1, 0, 1000, FIRST.ref()),
                        new Partition("p1", List.of("d0"), List.of("h"), List.of("y"), 1, 0, 1000, SECOND.ref())));
        return TinyPlan.published(epoch, plan);
    }

    public static Map<Sha256, byte[]> files() {
        Map<Sha256, byte[]> files = new HashMap<>(FIRST.files());
        files.putAll(SECOND.files());
        return files;
    }

    /** Between -1 and 1, a part of them zero. */
    public static Tensor input() {
        Random random = new Random(1);
        float[] elements = new float[(int) SHAPE.elementCount()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = i % 16 < 8 ? 0 : 2 * random.nextFloat() - 1;
        }
        return Tensor.ofFloats(SHAPE, elements);
    }

    /** How far an element of the answer may be from {@code relu(x)}: two roundings of values up to 1. */
    public static double allowed(Encoding encoding) {
        return switch (encoding) {
            case RAW, LZ4, SPARSE -> 0;
            case FLOAT16 -> 0x1p-11;
            case INT8, INT8_PER_CHANNEL -> 0.51 * (2.0 / 255 + 1.0 / 255);
        };
    }

    private static TensorSpec spec(String name) {
        return new TensorSpec(name, ElementType.FLOAT32, SHAPE);
    }
}
