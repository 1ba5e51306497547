package io.hyps.gateway.dispatch;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.ClassOutput;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.plan.ImageInput.Color;
import io.hyps.protocol.plan.ImageInput.Padding;
import io.hyps.protocol.plan.ImageInput.Resize;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans of a model that takes 2×2 grey images and has two classes. */
public final class TestPlans {
    static final Shape INPUT = Shape.of(1, 1, 2, 2);
    static final Shape LOGITS = Shape.of(1, 2);

    private TestPlans() {}

    public static PublishedPlan plan(String model, String epoch) {
        return plan(model, epoch, manifest(model), INPUT, List.of("logits"));
    }

    public static PublishedPlan plan(
            String model, String epoch, @Nullable Manifest manifest, Shape input, List<String> outputs) {
        SliceRef slice = new SliceRef(new SliceRef.Blob(Sha256.of(new byte[] {1}), 1), null);
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(new TensorSpec("input", ElementType.FLOAT32, input));
        outputs.forEach(name -> tensors.add(new TensorSpec(name, ElementType.FLOAT32, LOGITS)));
        Plan plan = new Plan(
                Plan.SCHEMA,
                new ModelRef(model, "1", Sha256.of(new byte[] {2}), 1),
                manifest,
                "memory",
                Residency.RESIDENT,
                List.of("input"),
                outputs,
                4,
                tensors,
                List.of(new Partition("p0", List.of("d0"), List.of("input"), outputs, 1, 1, 1, slice)));
        return new PublishedPlan(Epoch.parse(epoch), plan.id(), Map.of("d0", "edge-1"), plan);
    }

    /** The same plan whose input travels encoded. */
    static PublishedPlan encoded(PublishedPlan published, Encoding encoding) {
        Plan raw = published.plan();
        List<TensorSpec> tensors = raw.tensors().stream()
                .map(tensor -> raw.inputs().contains(tensor.name()) ? tensor.travellingAs(encoding) : tensor)
                .toList();
        Plan plan = new Plan(
                raw.schema(),
                raw.model(),
                raw.manifest(),
                raw.objective(),
                raw.residency(),
                raw.inputs(),
                raw.outputs(),
                raw.shards(),
                tensors,
                raw.partitions());
        return new PublishedPlan(published.epoch(), plan.id(), published.bindings(), plan);
    }

    static Manifest manifest(String model) {
        return new Manifest(
                model,
                "1",
                "Apache-2.0",
                null,
                new ImageInput("input", 2, 2, Color.GREY, Resize.NONE, Padding.NONE, 1.0, List.of(0.0), List.of(1.0)),
                new ClassOutput("logits", ClassOutput.Activation.SOFTMAX, 1, true, List.of("cat", "dog")));
    }

    static Optional<ActivePlan> active(PublishedPlan plan) {
        return Optional.of(new ActivePlan(plan.epoch(), plan.planId()));
    }
}
