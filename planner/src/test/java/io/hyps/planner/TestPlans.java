package io.hyps.planner;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Plans of models that are not there. */
public final class TestPlans {
    private TestPlans() {}

    /** x to h on two devices, h to y on a third. */
    public static PublishedPlan onThreeDevices() {
        SliceRef slice = new SliceRef(new SliceRef.Blob(Sha256.of(new byte[] {1}), 1), null);
        Plan plan = new Plan(
                Plan.SCHEMA,
                new ModelRef("m", "1", Sha256.of(new byte[] {2}), 1),
                null,
                "memory",
                Residency.RESIDENT,
                List.of("x"),
                List.of("y"),
                4,
                Stream.of("x", "/h:0", "y")
                        .map(name -> new TensorSpec(name, ElementType.FLOAT32, Shape.of(1)))
                        .toList(),
                List.of(
                        new Partition("p0", List.of("d0", "d1"), List.of("x"), List.of("/h:0"), 1, 1, 1, slice),
                        new Partition("p1", List.of("d2"), List.of("/h:0"), List.of("y"), 1, 1, 1, slice)));
        return new PublishedPlan(
                new Epoch(1, 1), plan.id(), Map.of("d0", "edge-1", "d1", "edge-2", "d2", "edge-3"), plan);
    }
}
