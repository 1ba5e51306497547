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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code h = relu(3 · x)} in partition p0, {@code y = x + h} in partition p1, both on device edge-1. */
public final class TinyPlan {
    public static final String MODEL = "tiny";
    public static final String DEVICE = "edge-1";
    public static final TinyModel.Slice FIRST = TinyModel.convolution("x", "h", 3);
    public static final TinyModel.Slice SECOND = TinyModel.addition("x", "h", "y");

    private TinyPlan() {}

    public static Plan plan(long peakMemoryBytes) {
        return plan(peakMemoryBytes, FIRST);
    }

    public static Plan plan(long peakMemoryBytes, TinyModel.Slice first) {
        return plan(peakMemoryBytes, first, Residency.RESIDENT);
    }

    public static Plan plan(long peakMemoryBytes, TinyModel.Slice first, Residency residency) {
        return new Plan(
                Plan.SCHEMA,
                new ModelRef(MODEL, "1", Sha256.of(new byte[] {1}), 4),
                null,
                "memory",
                residency,
                List.of("x"),
                List.of("y"),
                1,
                List.of(spec("x"), spec("h"), spec("y")),
                List.of(
                        new Partition(
                                "p0", List.of("d0"), List.of("x"), List.of("h"), 2, 4, peakMemoryBytes, first.ref()),
                        new Partition(
                                "p1",
                                List.of("d0"),
                                List.of("x", "h"),
                                List.of("y"),
                                1,
                                0,
                                peakMemoryBytes,
                                SECOND.ref())));
    }

    public static PublishedPlan published(Epoch epoch) {
        return published(epoch, plan(1000));
    }

    public static PublishedPlan published(Epoch epoch, Plan plan) {
        return new PublishedPlan(epoch, plan.id(), Map.of("d0", DEVICE), plan);
    }

    public static Map<Sha256, byte[]> files() {
        Map<Sha256, byte[]> files = new HashMap<>(FIRST.files());
        files.putAll(SECOND.files());
        return files;
    }

    private static TensorSpec spec(String name) {
        return new TensorSpec(name, ElementType.FLOAT32, TinyModel.SHAPE);
    }
}
